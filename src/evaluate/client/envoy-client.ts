import { autoMtls } from './auto-mtls';
import { ConnectionSettings, connectionSettings } from './connection';
import { bareHost, calledHosts, hostsOf, isNamed } from './host-names';
import { announcesMtls, TUNNEL } from './tls-label';
import { certain, PLAINTEXT, Transport, TransportScope, Way } from './way';
import { Mesh, MeshService, MeshWorkload } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { isEntry } from '../mesh/service-endpoints';
import { isFlagOn } from '../rules/rule-scope';

/** A sidecar or gateway as client. */
interface EnvoyClient {
  readonly kind: 'sidecar' | 'gateway';
  readonly principal: string;
}

/** DestinationRules and auto mTLS are for Services; a sidecar sends to a pod that is dialled by its address the bytes as they are (3.2). */
export function fromEnvoy(scope: TransportScope, client: EnvoyClient): Transport {
  const { mesh, service, request, declared, caller, isRouted } = scope;
  if (!service) return certain(client.kind === 'sidecar' ? PLAINTEXT : directly(scope, client.principal));
  const isByHost = client.kind === 'sidecar' && !isRouted && request.http !== undefined && declared !== 'TCP';
  if (isByHost && !isNamed(service, request.http!.host, caller.namespace)) {
    const missing = { fact: `where the caller's sidecar sends requests for ${request.http!.host}`, supply: `http.host: ${hostsOf(service)[0]}` };
    return { kind: 'unknown', missing: [missing] };
  }
  // A host that another object has as its full name is no longer a short one of the Service.
  const names = [...calledHosts(service, request), ...isByHost ? [bareHost(request.http!.host)] : []];
  const rival = names.flatMap((host) => indexOf(mesh).serviceEntriesFor(host)).find((entry) => entry !== service);
  if (rival) return { kind: 'unknown', missing: [{ fact: `what the ServiceEntry ${rival.namespace}/${rival.name} makes of the same host`, supply: 'one object for each host' }] };
  return byRule(scope, client);
}

/** A caller that nobody says how it is connected may be a sidecar, and then go by a DestinationRule. */
export function fromMaybeEnvoy(scope: TransportScope, principal: string, otherwise: Way): Transport {
  if (!scope.service || !scope.caller.namespace) return certain(otherwise);
  const settings = settingsFor(scope);
  if (settings.kind === 'known' && settings.all.every(({ tls, overriddenMode, isPassthrough }) => !tls && !overriddenMode && !isPassthrough)) return certain(otherwise);
  const ruled = byRule(scope, { kind: 'sidecar', principal });
  if (ruled.kind === 'unknown') return ruled;
  return { ...ruled, ways: [...ruled.ways, otherwise], question: { fact: 'how the caller is connected', supply: 'from.dataPlane' } };
}

function byRule(scope: TransportScope, client: EnvoyClient): Transport {
  const settings = settingsFor(scope);
  if (settings.kind === 'unknown') return settings;
  const ways = settings.all.map((one) => attributed(wayBy(one, scope, client), one));
  if (ways.length === 1) return { kind: 'known', ways };
  const supply = calledHosts(scope.service!, scope.request).length > 1 ? 'from.workload and http.host' : 'from.workload';
  return { kind: 'known', ways, question: { fact: 'which DestinationRule the caller goes by', supply } };
}

/** A rule that says nothing about TLS changes nothing, unless it says where connections go. */
function attributed(way: Way, { tls, overriddenMode, isPassthrough, source }: ConnectionSettings): Way {
  const isRuled = tls !== undefined || overriddenMode !== undefined || isPassthrough;
  return isRuled && source && way.kind !== 'HBONE' ? { ...way, by: source } : way;
}

function settingsFor(scope: TransportScope) {
  const { namespace = '', labels } = scope.caller;
  return connectionSettings(scope, { namespace, isWaypoint: false, ...labels ? { labels } : {} });
}

/** Endpoints that take HBONE get it, around whatever TLS the rule asks for; not where no endpoint is looked at (3.2). */
function wayBy(settings: ConnectionSettings, scope: TransportScope, client: EnvoyClient): Way {
  const { mesh, pod } = scope;
  const isOriginal = settings.isPassthrough || (client.kind === 'sidecar' && isOriginalDestination(mesh, scope.service!));
  const { principal } = client;
  if (!isOriginal && takesHbone(mesh, scope, pod)) return { kind: 'HBONE', principal };
  if (settings.tls) return given(settings, scope, client);
  return autoMtls(scope, settings, isOriginal) ? { kind: 'mTLS', principal } : PLAINTEXT;
}

/** A sidecar connects to the pod of a headless Service that the application dialled, unless istiod lists its endpoints all the same. */
function isOriginalDestination(mesh: Mesh, service: MeshService): boolean {
  return service.isHeadless && (isEntry(service) || !isFlagOn(mesh.environment, 'PILOT_ENABLE_EDS_FOR_HEADLESS_SERVICES', false));
}

function directly({ mesh, pod, capture }: TransportScope, principal: string): Way {
  if (capture === 'ambient') return { kind: 'HBONE', principal };
  return announcesMtls(mesh, pod, capture) ? { kind: 'mTLS', principal } : PLAINTEXT;
}

/** Whoever takes mutual TLS gets that, unless istiod is told otherwise. */
function takesHbone(mesh: Mesh, { capture }: TransportScope, pod: MeshWorkload): boolean {
  if (!isFlagOn(mesh.environment, 'PILOT_ENABLE_SENDING_HBONE', true)) return false;
  const isPreferred = isFlagOn(mesh.environment, 'PILOT_PREFER_SENDING_HBONE', false) || !announcesMtls(mesh, pod, capture);
  return isPreferred && (capture === 'ambient' || pod.labels[TUNNEL] === 'http');
}

function given({ tls, hasSelector }: ConnectionSettings, { mesh, pod }: TransportScope, { kind, principal }: EnvoyClient): Way {
  const { mode, subjectAltNames, credentialName } = tls!;
  if (mode === 'DISABLE') return PLAINTEXT;
  if (mode === 'ISTIO_MUTUAL') {
    const name = `spiffe://${mesh.configuration.trustDomain}/ns/${pod.namespace}/sa/${pod.serviceAccount}`;
    const accepts = subjectAltNames.length === 0 || subjectAltNames.includes(name);
    return accepts ? { kind: 'mTLS', principal } : { kind: 'refused', reason: `the caller's DestinationRule accepts ${subjectAltNames.join(', ')}, not ${name}` };
  }
  // Sidecars get no Secrets for a rule that is for all of them: there is no TLS then.
  const hasNoSecret = kind === 'sidecar' && !hasSelector && credentialName !== undefined && !credentialName.startsWith('configmap://');
  return hasNoSecret ? PLAINTEXT : { kind: 'TLS', hasCertificate: mode === 'MUTUAL' };
}
