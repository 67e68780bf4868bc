import { isFor, isSelecting, modeOf, servicePort, Stop, waypointOf } from './emitted-mesh';
import { RequestLine } from './request-line';
import { find, Manifest } from './run-block';
import { Identity } from '../../src/model';
import { PlainRule } from '../support/policy-compilation';
import { Point, rulesMatch, Seen, Verdict } from '../support/policy-oracle';

/**
 * What the emitted YAML makes of a request, by the oracle that the compiler is tested with. Which proxies stand on the
 * way, and which policies each of them has, is read off the labels and objects alone.
 */
const TRUST = { domain: 'corp.example', aliases: [], foreign: [] };

export function verdictOf(objects: readonly Manifest[], request: RequestLine): Verdict {
  const caller = request.caller === undefined ? {} : { caller: { trustDomain: TRUST.domain, ...request.caller } };
  return request.isToGateway ? atGateway(objects, request) : atService(objects, request, caller);
}

function atGateway(objects: readonly Manifest[], request: RequestLine): Verdict {
  const { namespace, name, port } = request.target;
  find(objects, 'Gateway', namespace, name);
  return judge(objects, { point: 'waypoint', reads: isFor({ namespace, gateway: name }), seen: seenBy(request, port, {}) });
}

function atService(objects: readonly Manifest[], request: RequestLine, caller: { readonly caller?: Identity }): Verdict {
  const { namespace, name, port } = request.target;
  const service = find(objects, 'Service', namespace, name);
  const isAmbient = find(objects, 'Namespace', undefined, namespace).metadata.labels['istio.io/dataplane-mode'] === 'ambient';
  const waypoint = !isAmbient || request.isToPod || caller.caller === undefined ? undefined : waypointOf(objects, service, TRUST.domain);
  if (caller.caller === undefined && modeOf(objects, service, port) === 'STRICT') {
    return 'DENY';
  }
  const readable = carriesHttp(service, port) ? request : { ...request, http: undefined };
  const first = waypoint === undefined ? 'ALLOW' : judge(objects, {
    point: 'waypoint',
    reads: isFor({ namespace: waypoint.namespace, gateway: waypoint.serviceAccount, service }),
    seen: seenBy(readable, servicePort(service, port), caller),
  });
  return first === 'DENY' ? 'DENY' : judge(objects, {
    point: isAmbient ? 'ztunnel' : 'sidecar',
    reads: isSelecting(service),
    seen: seenBy(readable, port, waypoint === undefined ? caller : { caller: waypoint }),
  });
}

/** A proxy sees requests only on a port that carries HTTP, or on one that it knows nothing of. */
function carriesHttp(service: Manifest, port: number): boolean {
  const protocol = service.spec.ports.find((one: Manifest) => one.targetPort === port)?.appProtocol;
  return protocol === undefined || /^(http|grpc)/.test(protocol);
}

function seenBy({ http, address, target }: RequestLine, port: number, caller: { readonly caller?: Identity }): Seen {
  const seen = { sourceIp: address, remoteIp: address, port, ...caller };
  return http === undefined ? seen : { ...seen, http: { host: target.name, headers: {}, ...http } };
}

function judge(objects: readonly Manifest[], { point, reads, seen }: Stop & { readonly point: Point; readonly seen: Seen }): Verdict {
  const attached = objects.filter(reads);
  const rules = attached.filter(({ kind }) => kind === 'RequestAuthentication').flatMap(({ spec }) => spec.jwtRules as Manifest[]);
  const issuer = seen.http?.token?.iss;
  if (point !== 'ztunnel' && issuer !== undefined && rules.length > 0 && !rules.some((rule) => rule.issuer === issuer)) {
    return 'DENY';
  }
  const matches = (action: 'ALLOW' | 'DENY') => attached
    .filter(({ kind, spec }) => kind === 'AuthorizationPolicy' && (spec.action ?? 'ALLOW') === action)
    .map(({ spec }) => rulesMatch(action, (spec.rules ?? []) as readonly PlainRule[], seen, { point, trust: TRUST }));
  const allow = matches('ALLOW');
  return !matches('DENY').includes(true) && (allow.length === 0 || allow.includes(true)) ? 'ALLOW' : 'DENY';
}
