import { GatewayListener, Labels, Mesh, MeshGateway, MeshRequest } from '../../model/mesh';
import { Declared } from '../envoy/chain';
import { judgeConnection } from '../envoy/envoy-chain';
import { GATEWAY_CLASS_NAME, GATEWAY_NAME } from '../mesh/capture';
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
  return agree(podsOf(mesh, gateway).map(({ labels, destinationIp }) => judgeConnection({
    mesh,
    request,
    peerIp,
    destinationIp,
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

interface GatewayPod {
  readonly labels: Labels;
  readonly destinationIp: Fact<IpAddress>;
}

/** The declared pods, else those that istiod would make. */
function podsOf(mesh: Mesh, gateway: MeshGateway): readonly GatewayPod[] {
  const pods = indexOf(mesh).workloadsIn(gateway.namespace).filter(({ labels }) => labels[GATEWAY_NAME] === gateway.name);
  if (pods.length > 0) return pods.map((pod) => ({ labels: pod.labels, destinationIp: podAddress(pod.addresses) }));
  return [{ labels: { ...gateway.labels, [GATEWAY_NAME]: gateway.name, [GATEWAY_CLASS_NAME]: gateway.className }, destinationIp: podAddress([]) }];
}
