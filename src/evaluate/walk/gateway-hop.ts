import { GatewayListener, Mesh, MeshGateway, MeshRequest } from '../../model/mesh';
import { Proxy } from '../envoy/attachment';
import { Declared } from '../envoy/chain';
import { judgeConnection } from '../envoy/envoy-chain';
import { Meeting } from '../envoy/listener';
import { gatewayPods } from '../mesh/gateway-pods';
import { indexOf } from '../mesh/mesh-index';
import { podAddress } from '../mesh/pod-address';
import { rememberedIn } from '../mesh/remembered';
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
  const { trustedProxies } = gateway;
  return agree(podsOf(mesh, gateway).map(({ proxy, destinationIp }) => {
    const meeting = new Meeting(mesh, { proxy, port: request.to.port, declared, trustedProxies }, { steps: [] });
    return judgeConnection({ mesh, request, peerIp, destinationIp }, meeting);
  }), { fact: `which pod of the Gateway ${request.to.gateway} answers`, supply: 'pods with the same labels' });
}

/** TLS that is not terminated as HTTP is bytes (1.4). */
function declaredBy({ protocol }: GatewayListener): Declared {
  return protocol === 'HTTP' || protocol === 'HTTPS' ? 'HTTP' : 'TCP';
}

interface GatewayPod {
  readonly proxy: Proxy;
  readonly destinationIp: Fact<IpAddress>;
}

const podsOf = rememberedIn((mesh, gateway: MeshGateway): readonly GatewayPod[] => {
  const { namespace, name } = gateway;
  return gatewayPods(mesh, gateway).map(({ labels, addresses }) => (
    { proxy: { kind: 'gateway', namespace, name, labels, gatewayName: name }, destinationIp: podAddress(addresses) }
  ));
});
