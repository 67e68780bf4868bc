import type { MeshObjects } from './mesh-objects';
import { type KindVerdict, lookUpKind, type Treatment } from './object-kinds';
import { ObjectReader } from './object-reader';
import { parseAuthorizationPolicy } from './parse-authorization-policy';
import { parseDestinationRule } from './parse-destination-rule';
import { parseGateway, parseGatewayClass, parseListenerSet } from './parse-gateway';
import { hasGatewayOptions, parseGatewayOptions } from './parse-gateway-options';
import { type ParsedMetadata, parseMetadata } from './parse-header';
import { parseIstioGateway } from './parse-istio-gateway';
import { parseNamespace } from './parse-namespace';
import { parseNetworkPolicy } from './parse-network-policy';
import { parseOpaque, reachOf } from './parse-opaque';
import { parsePeerAuthentication } from './parse-peer-authentication';
import { parseReferenceGrant } from './parse-reference-grant';
import { parseRequestAuthentication } from './parse-request-authentication';
import { parseRoute } from './parse-route';
import { parseService } from './parse-service';
import { parseServiceEntry } from './parse-service-entry';
import { parseSidecar } from './parse-sidecar';
import { parseVirtualService } from './parse-virtual-service';
import { parseWorkload } from './parse-workload';
import { parseWorkloadEntry, parseWorkloadGroup } from './parse-workload-entry';
import type { Place } from './place';
import { configuresProxy, decidesSomething, proxyConfigOf } from './proxy-config-annotation';
import type { MeshWorkload, Read, RouteKind, WrittenNetworkPolicy } from '../../model/mesh';
import { listNames, suggestion } from '../check-wording';

/** One object that bears on decisions. */
interface Subject {
  readonly place: Place;
  readonly value: unknown;
  readonly kind: string;
  readonly metadata: ParsedMetadata;
}

/** Reads one Kubernetes object into the mesh that it is part of. */
export function parseObject(place: Place, value: unknown, into: MeshObjects): void {
  const type = place.readApart((apart) => parseType(ObjectReader.of(apart, value)));
  if (type.kind === 'unreadable') return into.addUnidentified('document', type.diagnostic.at);
  const { apiVersion, kind } = type.value ?? place.impliedType ?? { apiVersion: '', kind: '' };
  if (kind === '') {
    place.note('no-kind', 'this is no Kubernetes object: it has no apiVersion and kind; keep other files out of the input');
    return;
  }
  const treatment = treatmentOf(place, lookUpKind(apiVersion, kind, into.withNetworkPolicies), { apiVersion, kind });
  if (treatment === 'ignored' || (treatment === 'gateway-options' && !hasGatewayOptions(value))) return;
  const metadata = place.readApart((apart) => parseMetadata(ObjectReader.of(apart, value)));
  if (metadata.kind === 'read') HANDLERS[treatment]({ place, value, kind, metadata: metadata.value }, into);
  else into.addUnidentified(kind, place.at);
}

function parseType(object: ObjectReader): { readonly apiVersion: string; readonly kind: string } | undefined {
  const apiVersion = object.text('apiVersion') ?? '';
  const kind = object.text('kind') ?? '';
  return apiVersion === '' || kind === '' ? undefined : { apiVersion, kind };
}

/** An object of a kind or version that is not known is opaque. */
function treatmentOf(place: Place, verdict: KindVerdict, { apiVersion, kind }: { apiVersion: string; kind: string }): Treatment {
  switch (verdict.kind) {
    case 'known': return verdict.treatment;
    case 'unknown-kind':
      place.child('kind').note('unknown-kind', `${apiVersion} has no kind "${kind}"${suggestion(kind, verdict.known)}; it has ${listNames(verdict.known)}`);
      return 'opaque';
    case 'unknown-group':
      place.child('apiVersion').note('unknown-group', `there is no ${kind} in ${apiVersion}; it is a kind of ${verdict.groups.join(', ')}`);
      return 'opaque';
    case 'unknown-version':
      place.child('apiVersion').note('unknown-version', `${kind} is not served as ${apiVersion}; it is served as ${verdict.served.join(', ')}`);
      return 'opaque';
  }
}

type Handler = (subject: Subject, into: MeshObjects) => void;

const HANDLERS: Readonly<Record<Exclude<Treatment, 'ignored'>, Handler>> = {
  'authorization-policy': (subject, into) => into.authorizationPolicies.push(readPolicy(subject, parseAuthorizationPolicy)),
  'peer-authentication': (subject, into) => into.peerAuthentications.push(readPolicy(subject, parsePeerAuthentication)),
  'request-authentication': (subject, into) => into.requestAuthentications.push(readPolicy(subject, parseRequestAuthentication)),
  'destination-rule': (subject, into) => into.destinationRules.push(readPolicy(subject, parseDestinationRule)),
  'namespace': (subject, into) => add(subject, into, {
    parse: (_object, metadata) => parseNamespace(metadata), put: (namespace) => into.namespaces.push(namespace),
  }),
  'workload': (subject, into) => addWorkload(subject, into, (object, metadata) => parseWorkload(object, subject.kind, metadata)),
  'workload-entry': (subject, into) => addWorkload(subject, into, parseWorkloadEntry),
  'service': (subject, into) => add(subject, into, { parse: parseService, put: (service) => into.services.push(service) }),
  'workload-group': (subject, into) => addWorkload(subject, into, parseWorkloadGroup),
  'service-entry': (subject, into) => add(subject, into, { parse: parseServiceEntry, put: (entry) => into.serviceEntries.push(entry) }),
  'gateway': (subject, into) => add(subject, into, { parse: parseGateway, put: (gateway) => into.gateways.push(gateway) }),
  'proxy-config': addProxyConfig,
  'network-policy': (subject, into) => into.networkPolicies.push(readNetworkPolicy(subject)),
  'foreign-network-policy': (subject, into) => into.networkPolicies.push(foreignNetworkPolicy(subject)),
  'sidecar': (subject, into) => into.sidecars.push(readPolicy(subject, parseSidecar)),
  'gateway-class': (subject, into) => add(subject, into, { parse: parseGatewayClass, put: (one) => into.gatewayClasses.push(one) }),
  'gateway-options': (subject, into) => add(subject, into, { parse: parseGatewayOptions, put: (one) => into.gatewayOptions.push(one) }),
  'listener-set': (subject, into) => into.listenerSets.push(readPolicy(subject, parseListenerSet)),
  'istio-gateway': (subject, into) => into.istioGateways.push(readPolicy(subject, parseIstioGateway)),
  'route': (subject, into) => into.routes.push(readPolicy(subject, (object, metadata) => parseRoute(object, subject.kind as RouteKind, metadata))),
  'virtual-service': (subject, into) => into.virtualServices.push(readPolicy(subject, parseVirtualService)),
  'reference-grant': (subject, into) => into.referenceGrants.push(readPolicy(subject, parseReferenceGrant)),
  'opaque': ({ place, value, kind, metadata }, into) => into.opaque.push(parseOpaque(place, value, { kind, metadata })),
};

type Parser<T> = (object: ObjectReader, metadata: ParsedMetadata) => T;

/** A policy keeps its place in its list when it cannot be read. */
function readPolicy<T>({ place, value, metadata }: Subject, parse: Parser<T>): Read<T> {
  const read = place.readApart((apart) => {
    const object = ObjectReader.of(apart, value);
    const parsed = parse(object, metadata);
    // Without its spec a policy would be another one.
    object.skip('apiVersion', 'kind', 'metadata', 'spec', 'status');
    object.finish();
    return parsed;
  });
  return read.kind === 'read' ? read : { ...read, reach: reachOf(place, value, metadata) };
}

/** A ProxyConfig decides nothing unless it says how requests are read. */
function addProxyConfig({ place, value, kind, metadata }: Subject, into: MeshObjects): void {
  const decides = place.readApart((apart) => decidesSomething(ObjectReader.of(apart, value)));
  if (decides.kind === 'unreadable' || decides.value) into.opaque.push(parseOpaque(place, value, { kind, metadata }));
}

/** One that cannot be read may be for any pod of its namespace. */
function readNetworkPolicy({ place, value, metadata }: Subject): Read<WrittenNetworkPolicy> {
  const read = place.readApart((apart) => parseNetworkPolicy(ObjectReader.of(apart, value), metadata));
  return read.kind === 'read' ? read : { ...read, reach: { namespace: metadata.namespace } };
}

/** Policies of other kinds decide on the same network, and may be for the whole cluster. */
function foreignNetworkPolicy({ kind, metadata: { name, at } }: Subject): Read<WrittenNetworkPolicy> {
  return { kind: 'unreadable', diagnostic: { code: 'unmodelled-kind', message: `the ${kind} ${name} is of a kind that is not modelled`, at } };
}

/** Another object that cannot be read is opaque. */
function add<T>(subject: Subject, into: MeshObjects, { parse, put }: { parse: Parser<T>; put: (value: T) => void }): void {
  const { place, value, kind, metadata } = subject;
  const read = place.readApart((apart) => parse(ObjectReader.of(apart, value), metadata));
  if (read.kind === 'read') put(read.value);
  else into.opaque.push(parseOpaque(place, value, { kind, metadata }));
}

/** A workload may bring the configuration of its own proxy, in an annotation that is not modelled. */
function addWorkload(subject: Subject, into: MeshObjects, parse: Parser<MeshWorkload>): void {
  add(subject, into, {
    parse,
    put: (workload) => {
      into.addWorkload(workload, subject.metadata.controller);
      if (configuresProxy(workload)) into.opaque.push(proxyConfigOf(workload));
    },
  });
}
