import {
  PeerAuthenticationSpec, PeerAuthenticationSpecMtlsMode, PeerAuthenticationSpecPortLevelMtls, PeerAuthenticationSpecPortLevelMtlsMode,
} from '../../imports/security.istio.io';
import { PeerAuthentication } from '../model';

/**
 * A PeerAuthentication as Istio reads it. The mode stands beside the ports even where it is inherited anyway: ports
 * without one beside them open every port in ambient mode.
 */
export function renderPeerAuthentication({ labels, mode, ports }: PeerAuthentication): PeerAuthenticationSpec {
  const ordered = [...ports].sort((left, right) => left.containerPort - right.containerPort);
  const byPort = ordered.map((port): [string, PeerAuthenticationSpecPortLevelMtls] => [
    String(port.containerPort), { mode: PeerAuthenticationSpecPortLevelMtlsMode[port.mode] },
  ]);
  return {
    selector: { matchLabels: { ...labels } },
    mtls: { mode: PeerAuthenticationSpecMtlsMode[mode] },
    ...(byPort.length === 0 ? {} : { portLevelMtls: Object.fromEntries(byPort) }),
  };
}
