import { GatewayListener, Mesh, MeshRequest } from '../../model/mesh';
import { Declared } from '../envoy/chain';
import { judgeConnection } from '../envoy/envoy-chain';
import { gatewayPods } from '../mesh/gateway-pods';
import { indexOf } from '../mesh/mesh-index';
import { podAddress } from '../mesh/pod-address';
import { Fact } from '../truth/fact';
import { agree, unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

/** The listener of a Gateway that a request from outside the mesh arrives at (1.4, 1.15). */
export function judgeAtGateway(mesh: Mesh, request: MeshRequest, peerIp: Fact<IpAddress>): Verdict {
  const gateway = indexOf(mesh).gateway(request.to.gateway ?? '');
  if (!gateway) return unknownVerdict(`there is no Gateway ${request.to.gateway}`, { fact: `the Gateway ${request.to.gateway}`, supply: 'its manifest' });
  const listeners = gateway.listeners.filter(({ port }) => port === request.to.port);
  if (listeners.length === 0) {
    return unknownVerdict(`the Gateway ${request.to.gateway} has no listener on port ${request.to.port}`, { fact: 'the listener', supply: 'to.port' });
  }
  const declared = [...new Set(listeners.map(declaredBy))];
  return agree(gatewayPods(mesh, gateway).map(({ labels, addresses }) => judgeConnection({
    mesh,
    request,
    peerIp,
    destinationIp: podAddress(addresses),
    declared,
    hop: 'gateway',
    place: `${gateway.namespace}/${gateway.name}`,
    port: request.to.port,
    trustedProxies: gateway.trustedProxies,
    proxy: { kind: 'gateway', namespace: gateway.namespace, labels, gatewayName: gateway.name },
  })), { fact: `which pod of the Gateway ${request.to.gateway} answers`, supply: 'pods with the same labels' });
}

/** TLS that is not terminated as HTTP is bytes (1.4). */
function declaredBy({ protocol }: GatewayListener): Declared {
  return protocol === 'HTTP' || protocol === 'HTTPS' ? 'HTTP' : 'TCP';
}
