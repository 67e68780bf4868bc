import type { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseTrustedProxies } from './proxy-config-annotation';
import type { AllowedNamespaces, GatewayListener, LabelRequirement, MeshGateway } from '../../model/mesh';

/** A Gateway of the Gateway API. */
export function parseGateway(object: ObjectReader, metadata: ParsedMetadata): MeshGateway {
  const spec = specOf(object);
  const infrastructure = spec.object('infrastructure');
  // Its pods get its own labels and annotations where its infrastructure has none.
  const podLabels = infrastructure?.labels('labels');
  const trustedProxies = parseTrustedProxies(infrastructure?.object('annotations') ?? object.object('metadata')?.object('annotations'));
  refuse(spec.object('tls'), 'frontend');
  return {
    ...headerOf(metadata),
    className: spec.requiredText('gatewayClassName'),
    labels: metadata.labels,
    annotations: metadata.annotations,
    listeners: spec.objects('listeners').map(parseListener),
    ...podLabels === undefined ? {} : { podLabels },
    ...trustedProxies === undefined ? {} : { trustedProxies },
  };
}

/** Parts of TLS that may ask clients for certificates. */
function refuse(tls: ObjectReader | undefined, key: 'frontend' | 'options'): void {
  if (tls?.value(key) !== undefined) tls.place.child(key).report('unmodelled-setting', 'which certificates clients have to show is not modelled');
}

function parseListener(listener: ObjectReader): GatewayListener {
  const hostname = listener.text('hostname');
  const tls = listener.object('tls');
  refuse(tls, 'options');
  return {
    name: listener.requiredText('name'),
    port: listener.port('port') ?? 0,
    protocol: listener.requiredText('protocol'),
    ...hostname === undefined ? {} : { hostname },
    ...tls === undefined ? {} : { tlsMode: tls.text('mode') ?? 'Terminate' },
    allowedNamespaces: parseAllowedNamespaces(listener.object('allowedRoutes')?.object('namespaces')),
  };
}

function parseAllowedNamespaces(namespaces: ObjectReader | undefined): AllowedNamespaces {
  const from = namespaces?.choice('from', ['Same', 'All', 'Selector']) ?? 'Same';
  if (from !== 'Selector') return { from };
  const selector = namespaces?.object('selector');
  return { from, matchLabels: selector?.labels('matchLabels') ?? {}, matchExpressions: selector?.objects('matchExpressions').map(parseRequirement) ?? [] };
}

function parseRequirement(requirement: ObjectReader): LabelRequirement {
  return { key: requirement.requiredText('key'), operator: requirement.requiredText('operator'), values: requirement.texts('values') };
}
