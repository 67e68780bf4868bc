import { policyOf } from './emitted-policy';
import { RequestLine } from './request-line';
import { Manifest } from './run-block';
import { Identity } from '../../src/model';
import { decide, Point, Seen, Verdict } from '../support/policy-oracle';

/**
 * What the emitted YAML makes of a request, by the oracle that the compiler is tested with. Which proxies stand on the
 * way, and which policies each of them has, is read off the labels and objects alone.
 */
const TRUST = { domain: 'corp.example', aliases: [], foreign: [] };
const ROOT = 'istio-system';

export function verdictOf(objects: readonly Manifest[], request: RequestLine): Verdict {
  const { namespace, name, port } = request.target;
  const service = find(objects, 'Service', namespace, name);
  const caller = request.caller === undefined ? undefined : { trustDomain: TRUST.domain, ...request.caller };
  const plane = find(objects, 'Namespace', undefined, namespace).metadata.labels['istio.io/dataplane-mode'] === 'ambient' ? 'ztunnel' : 'sidecar';
  const waypoint = plane === 'sidecar' || request.isToPod || caller === undefined ? undefined : waypointOf(objects, service);
  const atWaypoint = waypoint === undefined ? 'ALLOW' : judge(objects, 'waypoint', {
    policies: (policy) => targets(policy, service, waypoint), seen: seenBy(request, { caller, service, port: servicePort(service, port) }),
  });
  return atWaypoint === 'DENY' || (caller === undefined && modeOf(objects, service, port) === 'STRICT') ? 'DENY' : judge(objects, plane, {
    policies: (policy) => selects(policy, service), seen: seenBy(request, { caller: waypoint ?? caller, service, port }),
  });
}

function find(objects: readonly Manifest[], kind: string, namespace: string | undefined, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace);
  if (found === undefined) {
    throw new Error(`there is no ${kind} ${namespace}/${name}`);
  }
  return found;
}

function waypointOf(objects: readonly Manifest[], service: Manifest): Identity | undefined {
  const labels = { ...find(objects, 'Namespace', undefined, service.metadata.namespace).metadata.labels, ...service.metadata.labels };
  const name = labels['istio.io/use-waypoint'] as string | undefined;
  const namespace = labels['istio.io/use-waypoint-namespace'] ?? service.metadata.namespace;
  if (name === undefined) {
    return undefined;
  }
  find(objects, 'Gateway', namespace, name);
  return { trustDomain: TRUST.domain, namespace, serviceAccount: name };
}

interface Stop {
  readonly seen: Seen;
  policies(policy: Manifest): boolean;
}

function judge(objects: readonly Manifest[], point: Point, { policies, seen }: Stop): Verdict {
  const attached = objects.filter((object) => object.kind === 'AuthorizationPolicy' && policies(object)).map(policyOf);
  return decide(attached, seen, { point, trust: TRUST });
}

/** ztunnel never sees a request, and a proxy sees one only on a port that carries HTTP. */
function seenBy({ http }: RequestLine, { caller, service, port }: { caller?: Identity; service: Manifest; port: number }): Seen {
  const protocol = service.spec.ports.find((one: Manifest) => one.port === port || one.targetPort === port)?.appProtocol;
  const request = http === undefined || protocol === 'tcp' ? {} : { http: { ...http, host: service.metadata.name, headers: {} } };
  return { sourceIp: '10.0.0.1', remoteIp: '10.0.0.1', port, ...(caller === undefined ? {} : { caller }), ...request };
}

const servicePort = (service: Manifest, port: number): number => service.spec.ports.find((one: Manifest) => one.targetPort === port)?.port ?? port;

function targets({ metadata, spec }: Manifest, service: Manifest, waypoint: Identity): boolean {
  return (spec.targetRefs ?? []).some(({ kind, name }: { kind: string; name: string }) => (
    kind === 'Service' ? metadata.namespace === service.metadata.namespace && name === service.metadata.name
      : kind === 'Gateway' ? metadata.namespace === waypoint.namespace && name === waypoint.serviceAccount
        : metadata.namespace === ROOT && name === 'istio-waypoint'));
}

function selects({ metadata, spec }: Manifest, service: Manifest): boolean {
  const labels: Readonly<Record<string, string>> = spec.selector?.matchLabels ?? {};
  return spec.targetRefs === undefined && [ROOT, service.metadata.namespace].includes(metadata.namespace)
    && Object.entries(labels).every(([label, value]) => service.spec.selector[label] === value);
}

/** The mode of the workload's own PeerAuthentication, else of its namespace's, else of the mesh. */
function modeOf(objects: readonly Manifest[], service: Manifest, port: number): string {
  const applicable = objects.filter((object) => object.kind === 'PeerAuthentication' && selects(object, service));
  const [own, ofNamespace, ofMesh] = [
    applicable.find(({ spec }) => spec.selector !== undefined),
    applicable.find(({ spec, metadata }) => spec.selector === undefined && metadata.namespace !== ROOT),
    applicable.find(({ metadata }) => metadata.namespace === ROOT),
  ];
  return own?.spec.portLevelMtls?.[port]?.mode ?? own?.spec.mtls?.mode ?? ofNamespace?.spec.mtls?.mode ?? ofMesh?.spec.mtls?.mode ?? 'PERMISSIVE';
}
