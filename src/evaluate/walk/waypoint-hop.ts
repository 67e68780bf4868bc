import { Mesh, MeshGateway, MeshRequest, MeshService } from '../../model/mesh';
import { Proxy } from '../envoy/attachment';
import { Declared } from '../envoy/chain';
import { judgeConnection } from '../envoy/envoy-chain';
import { isTrusted, mtlsStep, refusedConnection } from '../envoy/handshake';
import { Meeting } from '../envoy/listener';
import { remembered } from '../mesh/remembered';
import { isFlagOn } from '../rules/rule-scope';
import { Fact } from '../truth/fact';
import { unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

export interface WaypointArrival {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly gateway: MeshGateway;
  /** Absent for traffic that was addressed to a pod. */
  readonly service?: MeshService;
  readonly declared: Declared;
  /** The Service port, or the pod's for traffic addressed to a pod (1.15). */
  readonly port: number;
  readonly principal?: string;
  readonly peerIp: Fact<IpAddress>;
  readonly destinationIp: Fact<IpAddress>;
}

/** Then selector policies are judged at the tunnel, too (1.4). */
const LAYERED = 'ENABLE_LAYERED_WAYPOINT_AUTHORIZATION_POLICIES';

/** A waypoint: HBONE with a client certificate, then the chain of the Service or of direct traffic (1.4, 3.1). */
export function judgeAtWaypoint(arrival: WaypointArrival): Verdict {
  const { mesh, request, gateway, service, declared, port, principal, peerIp, destinationIp } = arrival;
  const point = { hop: 'waypoint', place: `${gateway.namespace}/${gateway.name}` } as const;
  if (principal === undefined) return refusedConnection(point, 'a waypoint takes no plaintext');
  if (!isTrusted(mesh, principal)) return refusedConnection(point, `${principal} is of a trust domain that this mesh does not accept`);
  if (isFlagOn(mesh.environment, LAYERED, false)) {
    return { ...unknownVerdict('selector policies at waypoints are not modelled', { fact: `what ${LAYERED} adds`, supply: `${LAYERED}=false` }), hop: 'waypoint' };
  }
  const proxy = service ? proxyFor(gateway)(service) : proxyForPods(gateway);
  const handshake = { steps: [mtlsStep(point, `HBONE as ${principal}`)], principal };
  return judgeConnection({ mesh, request, peerIp, destinationIp }, new Meeting(mesh, { proxy, port, declared: [declared] }, handshake));
}

const proxyForPods = remembered((gateway: MeshGateway): Proxy => waypointProxy(gateway));
const proxyFor = remembered((gateway: MeshGateway) => remembered((service: MeshService): Proxy => ({ ...waypointProxy(gateway), service })));

function waypointProxy({ namespace, name }: MeshGateway) {
  return { kind: 'waypoint', namespace, name, gatewayName: name } as const;
}
