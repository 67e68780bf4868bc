import type { ObjectReader } from './object-reader';
import type { ClientTls, ConnectionPolicy, TrafficPolicy } from '../../model/mesh';

const MODES = ['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'] as const;
/** They wrap what is sent into another protocol, which changes what the server's proxy reads. */
const UNMODELLED = ['proxyProtocol', 'tunnel'];

export function parseTrafficPolicy(policy: ObjectReader): TrafficPolicy {
  const unmodelled = UNMODELLED.find((key) => policy.value(key) !== undefined);
  policy.skip('retryBudget');
  const parsed = {
    ...parseConnectionPolicy(policy),
    ports: parsePorts(policy),
    ...unmodelled === undefined ? {} : { unmodelled },
  };
  policy.finish();
  return parsed;
}

/** Istio goes by the first settings of a port. */
function parsePorts(policy: ObjectReader): ReadonlyMap<number, ConnectionPolicy> {
  const ports = new Map<number, ConnectionPolicy>();
  for (const settings of policy.objects('portLevelSettings')) {
    const port = settings.object('port');
    const number = port?.port('number');
    port?.finish();
    if (number === undefined) settings.place.report('missing-field', 'the field port.number is required');
    const parsed = parseConnectionPolicy(settings);
    settings.finish();
    if (number !== undefined && !ports.has(number)) ports.set(number, parsed);
  }
  return ports;
}

function parseConnectionPolicy(policy: ObjectReader): ConnectionPolicy {
  const tls = policy.object('tls');
  policy.skip('connectionPool', 'outlierDetection');
  return {
    ...tls === undefined ? {} : { tls: parseTls(tls) },
    isPassthrough: policy.object('loadBalancer')?.text('simple') === 'PASSTHROUGH',
  };
}

/** Whether the client accepts the server's certificate is for the two of them, but for the names that it asks for. */
function parseTls(tls: ObjectReader): ClientTls {
  tls.skip('caCertificates', 'caCrl', 'clientCertificate', 'insecureSkipVerify', 'privateKey', 'sni');
  const credentialName = tls.text('credentialName') || undefined;
  const parsed = {
    mode: tls.choice('mode', MODES) ?? 'DISABLE',
    subjectAltNames: tls.texts('subjectAltNames'),
    ...credentialName === undefined ? {} : { credentialName },
  };
  tls.finish();
  return parsed;
}
