import type { ObjectReader } from './object-reader';
import { parseAllowedNamespaces } from './parse-allowed-namespaces';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseTrustedProxies } from './proxy-config-annotation';
import type { GatewayClass, GatewayListener, ListenerSet, MeshGateway } from '../../model/mesh';

const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** A Gateway of the Gateway API. */
export function parseGateway(object: ObjectReader, metadata: ParsedMetadata): MeshGateway {
  const spec = specOf(object);
  const trustedProxies = parseTrustedProxies(podAnnotations(object, spec));
  const certificates = parseClientCertificates(spec.object('tls'));
  const infrastructure = spec.object('infrastructure');
  const podLabels = infrastructure?.labels('labels');
  const options = parseOptions(infrastructure);
  const gateway: MeshGateway = {
    ...headerOf(metadata),
    className: spec.requiredText('gatewayClassName'),
    labels: metadata.labels,
    annotations: metadata.annotations,
    listeners: spec.objects('listeners').map((listener) => parseListener(listener, certificates)),
    ...podLabels === undefined ? {} : { podLabels },
    isManual: isManual(spec),
    ...options === undefined ? {} : { options },
    allowedListeners: parseAllowedNamespaces(spec.object('allowedListeners'), 'None'),
    ...trustedProxies === undefined ? {} : { trustedProxies },
  };
  spec.finish();
  return gateway;
}

/** The annotations that the pods of a Gateway get: its own, if its infrastructure has none. */
function podAnnotations(object: ObjectReader, spec: ObjectReader): ObjectReader | undefined {
  return spec.object('infrastructure')?.object('annotations') ?? object.object('metadata')?.object('annotations');
}

/** With an address that is a name the pods are of somebody else's making. */
function isManual(spec: ObjectReader): boolean {
  const types = spec.objects('addresses').map((address) => address.text('type') ?? 'IPAddress');
  return types.length > 1 || types.some((type) => type !== 'IPAddress');
}

function parseOptions(infrastructure: ObjectReader | undefined): string | undefined {
  infrastructure?.skip('annotations', 'labels');
  const reference = infrastructure?.object('parametersRef');
  infrastructure?.finish();
  if (reference === undefined) return undefined;
  reference.choice('kind', ['ConfigMap']);
  reference.choice('group', ['', 'core']);
  const name = reference.requiredText('name');
  reference.finish();
  return name;
}

type ClientCertificates = (port: number) => GatewayListener['termination'];

/** `spec.tls`: for every port, or for single ones. What the gateway shows its backends is no matter of who gets in. */
function parseClientCertificates(tls: ObjectReader | undefined): ClientCertificates {
  tls?.skip('backend');
  const frontend = tls?.object('frontend');
  const byDefault = parseValidation(frontend?.object('default'));
  const byPort = new Map((frontend?.objects('perPort') ?? []).map((entry) => [entry.port('port') ?? 0, parseValidation(entry.object('tls'))]));
  frontend?.finish();
  tls?.finish();
  return (port) => byPort.get(port) ?? byDefault;
}

function parseValidation(tls: ObjectReader | undefined): GatewayListener['termination'] {
  const validation = tls?.object('validation');
  tls?.finish();
  if (validation === undefined) return 'SIMPLE';
  const mode = validation.choice('mode', ['AllowValidOnly', 'AllowInsecureFallback']);
  validation.skip('caCertificateRefs');
  validation.finish();
  return mode === 'AllowInsecureFallback' ? 'OPTIONAL_MUTUAL' : 'MUTUAL';
}

function parseListener(listener: ObjectReader, certificates: ClientCertificates): GatewayListener {
  const hostname = listener.text('hostname');
  const tls = listener.object('tls');
  const allowed = listener.object('allowedRoutes');
  const port = listener.port('port') ?? 0;
  const parsed: GatewayListener = {
    name: listener.requiredText('name'),
    port,
    protocol: listener.requiredText('protocol'),
    ...hostname === undefined || hostname === '' ? {} : { hostname: hostname.toLowerCase() },
    ...tls === undefined ? {} : { tlsMode: tls.text('mode') ?? 'Terminate' },
    termination: parseTermination(tls?.object('options')) ?? certificates(port),
    allowedNamespaces: parseAllowedNamespaces(allowed, 'Same'),
    allowedKinds: (allowed?.objects('kinds') ?? []).map((kind) => `${kind.text('group') ?? GATEWAY_GROUP}/${kind.requiredText('kind')}`),
    at: listener.place.at,
  };
  allowed?.finish();
  tls?.skip('certificateRefs');
  tls?.finish();
  listener.finish();
  return parsed;
}

/** Other options change no more than ciphers. */
function parseTermination(options: ObjectReader | undefined): GatewayListener['termination'] | undefined {
  const mode = options?.text('gateway.istio.io/tls-terminate-mode');
  return mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL' || mode === 'ISTIO_MUTUAL' ? mode : undefined;
}

/** A GatewayClass says who makes the gateways. */
export function parseGatewayClass(object: ObjectReader, metadata: ParsedMetadata): GatewayClass {
  return { ...headerOf(metadata), controllerName: specOf(object).requiredText('controllerName') };
}

/** Of a ListenerSet only where it belongs to is read. */
export function parseListenerSet(object: ObjectReader, metadata: ParsedMetadata): ListenerSet {
  const parent = specOf(object).object('parentRef');
  return { ...headerOf(metadata), gateway: `${parent?.text('namespace') ?? metadata.namespace}/${parent?.requiredText('name') ?? ''}` };
}
