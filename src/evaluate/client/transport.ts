import { fromEnvoy, fromMaybeEnvoy } from './envoy-client';
import { TUNNEL } from './tls-label';
import { certain, PLAINTEXT, Transport, TransportScope, Way } from './way';
import { fromWaypoint } from './waypoint-client';
import { isRunning } from '../mesh/capture';

/** How the caller's proxy connects to a pod (3.2). */
export function transportOf(scope: TransportScope): Transport {
  const { caller: { kind, principal }, capture } = scope;
  if (principal === undefined) return certain(PLAINTEXT);
  switch (kind) {
    case 'sidecar':
    case 'gateway': return fromEnvoy(scope, { kind, principal });
    case 'waypoint': return fromWaypoint(scope, overHbone(scope, principal));
    case 'ambient': return overHbone(scope, principal);
    case 'none': return certain(ownWay(capture, principal));
    case undefined: return fromMaybeEnvoy(scope, principal, ownWay(capture, principal));
  }
}

/** A caller of whom only the certificate is known. */
function ownWay(capture: TransportScope['capture'], principal: string): Way {
  if (capture === 'none') return PLAINTEXT;
  return { kind: capture === 'ambient' ? 'HBONE' : 'mTLS', principal };
}

/** ztunnel and waypoints speak HBONE with whoever takes it, else plaintext; templates do not show whether a sidecar will. */
function overHbone({ pod, capture }: TransportScope, principal: string): Transport {
  const hbone: Way = { kind: 'HBONE', principal };
  if (capture === 'none') return certain(PLAINTEXT);
  if (capture !== 'sidecar' || pod.labels[TUNNEL] === 'http') return certain(hbone);
  if (isRunning(pod)) return certain(PLAINTEXT);
  return { kind: 'known', ways: [hbone, PLAINTEXT], question: { fact: 'whether the sidecar takes HBONE', supply: `the label ${TUNNEL} of the pods` } };
}
