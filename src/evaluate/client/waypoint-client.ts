import { connectionSettings } from './connection';
import { Transport, TransportScope, Way } from './way';

/** A waypoint puts the TLS of a DestinationRule, but Istio's own, inside what it would send anyway. */
export function fromWaypoint(scope: TransportScope, transport: Transport): Transport {
  const { service, caller } = scope;
  if (!service || transport.kind === 'unknown') return transport;
  const settings = connectionSettings(scope, { namespace: caller.namespace ?? '', isWaypoint: true });
  if (settings.kind === 'unknown') return settings;
  const { tls } = settings.all[0];
  if (tls?.mode !== 'SIMPLE' && tls?.mode !== 'MUTUAL') return transport;
  const inside: Way = { kind: 'TLS', hasCertificate: tls.mode === 'MUTUAL' };
  return { ...transport, ways: transport.ways.map((way) => (way.kind === 'plaintext' ? inside : way)) };
}
