import type { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { OUTBOUND_MODES } from './parse-mesh-config';
import { readField } from './read-field';
import type { EgressListener, IngressListener, OutboundMode, WrittenSidecar } from '../../model/mesh';

const CAPTURE_MODES = ['DEFAULT', 'IPTABLES', 'NONE'] as const;
/** An egress listener that is an HTTP proxy, and is asked as one. */
const PROXY_PROTOCOL = 'HTTP_PROXY';

export function parseSidecar(object: ObjectReader, metadata: ParsedMetadata): WrittenSidecar {
  const spec = specOf(object);
  const selector = spec.object('workloadSelector');
  const labels = selector?.labels('labels') ?? {};
  selector?.finish();
  spec.skip('inboundConnectionPool');
  const sidecar = {
    ...headerOf(metadata),
    ...selector === undefined ? {} : { selector: labels },
    egress: readField(spec, 'egress', (holder) => holder.objects('egress').map(parseEgress)),
    ingress: readField(spec, 'ingress', (holder) => holder.objects('ingress').map(parseIngress)),
    outbound: readField(spec, 'outboundTrafficPolicy', parseOutbound),
  };
  spec.finish();
  return sidecar;
}

function parseEgress(listener: ObjectReader): EgressListener {
  const port = listener.object('port');
  port?.skip('name', 'targetPort');
  const number = port?.integer('number', 0, 65535) || undefined;
  const isProxy = port?.text('protocol')?.toUpperCase() === PROXY_PROTOCOL;
  port?.finish();
  const parsed = { hosts: listener.texts('hosts'), ...number === undefined ? {} : { port: number }, isOwnAddress: isElsewhere(listener) || isProxy };
  listener.finish();
  return parsed;
}

/** Where the application listens behind the sidecar decides nothing. */
function parseIngress(listener: ObjectReader): IngressListener {
  listener.skip('connectionPool', 'defaultEndpoint');
  const port = listener.object('port');
  port?.skip('name', 'targetPort');
  const parsed = {
    port: port?.port('number') ?? 0,
    protocol: port?.text('protocol') ?? '',
    isOwnAddress: isElsewhere(listener),
    hasTls: listener.value('tls') !== undefined,
  };
  if (parsed.port === 0) listener.place.report('missing-field', 'the field port.number is required');
  port?.finish();
  listener.finish();
  return parsed;
}

function isElsewhere(listener: ObjectReader): boolean {
  const mode = listener.choice('captureMode', CAPTURE_MODES);
  return (listener.text('bind') ?? '') !== '' || mode === 'NONE';
}

/** A policy that names no mode is REGISTRY_ONLY, the first of them. */
function parseOutbound(holder: ObjectReader): OutboundMode | 'EGRESS_PROXY' | undefined {
  const policy = holder.object('outboundTrafficPolicy');
  if (policy === undefined) return undefined;
  const mode = policy.choice('mode', OUTBOUND_MODES) ?? 'REGISTRY_ONLY';
  const isProxied = policy.value('egressProxy') !== undefined;
  policy.finish();
  return isProxied ? 'EGRESS_PROXY' : mode;
}
