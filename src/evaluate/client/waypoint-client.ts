import { connectionSettings } from './connection';
import { Transport, TransportScope, Way } from './way';
import { ClientTls } from '../../model/mesh';

/** A waypoint puts the TLS of a DestinationRule, but Istio's own, inside what it would send anyway. */
export function fromWaypoint(scope: TransportScope, transport: Transport): Transport {
  const { service, caller } = scope;
  if (!service || transport.kind === 'unknown') return transport;
  const settings = connectionSettings(scope, { namespace: caller.namespace ?? '', isWaypoint: true });
  if (settings.kind === 'unknown') return settings;
  const ways = settings.all.flatMap(({ tls }) => transport.ways.map((way) => inside(way, tls)));
  return { question: { fact: 'which host of the ServiceEntry is called', supply: 'http.host' }, ...transport, ways };
}

function inside(way: Way, tls: ClientTls | undefined): Way {
  const isOriginated = way.kind === 'plaintext' && (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL');
  return isOriginated ? { kind: 'TLS', hasCertificate: tls.mode === 'MUTUAL' } : way;
}
