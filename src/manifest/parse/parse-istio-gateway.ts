import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import type { Place } from './place';
import type { GatewayServer, IstioGateway } from '../../model/mesh';

const TLS_MODES = ['PASSTHROUGH', 'SIMPLE', 'MUTUAL', 'AUTO_PASSTHROUGH', 'ISTIO_MUTUAL', 'OPTIONAL_MUTUAL'] as const;
/** Which certificates are shown and trusted: whether a handshake succeeds is no matter of the manifest alone. */
const CERTIFICATES = [
  'caCertCredentialName', 'caCertificates', 'caCrl', 'cipherSuites', 'credentialName', 'credentialNames', 'maxProtocolVersion', 'minProtocolVersion',
  'privateKey', 'serverCertificate', 'tlsCertificates',
];
/** Which clients are let in of those that have a certificate which is trusted. */
const CLIENTS = ['subjectAltNames', 'verifyCertificateHash', 'verifyCertificateSpki'] as const;

/** A Gateway of networking.istio.io. */
export function parseIstioGateway(object: ObjectReader, metadata: ParsedMetadata): IstioGateway {
  const spec = specOf(object);
  const gateway = {
    ...headerOf(metadata),
    selector: spec.labels('selector') ?? {},
    servers: spec.items('servers').map(({ place, value }) => place.readApart((apart) => parseServer(apart, value, metadata.namespace))),
  };
  spec.finish();
  return gateway;
}

function parseServer(place: Place, value: unknown, namespace: string): GatewayServer {
  const server = ObjectReader.of(place, value);
  const port = server.object('port');
  const tls = server.object('tls');
  if (port === undefined) place.report('missing-field', 'the field port is required');
  const mode = tls?.choice('mode', TLS_MODES);
  const redirectsToHttps = tls?.flag('httpsRedirect') ?? false;
  const parsed: GatewayServer = {
    port: port?.port('number') ?? 0,
    protocol: (port?.requiredText('protocol') ?? '').toUpperCase(),
    hosts: server.texts('hosts').map((host) => qualified(host, namespace)),
    ...tls === undefined || (mode === undefined && redirectsToHttps) ? {} : { tlsMode: mode ?? 'PASSTHROUGH' },
    redirectsToHttps,
    choosesClients: CLIENTS.flatMap((key) => tls?.texts(key) ?? []).length > 0,
    at: place.at,
  };
  port?.skip('name', 'targetPort');
  port?.finish();
  tls?.skip(...CERTIFICATES);
  tls?.finish();
  server.skip('name');
  server.finish();
  return parsed;
}

/** `./host` is of the Gateway's own namespace, `*` before the slash of any. */
function qualified(host: string, namespace: string): string {
  const lower = host.toLowerCase();
  if (lower.startsWith('./')) return `${namespace}/${lower.slice(2)}`;
  return lower.startsWith('*/') ? lower.slice(2) : lower;
}
