import { HBONE_PORT, ingressOpenings, NetworkOpening } from '../../compile';
import { Workload } from '../../constructs/workload/workload';
import { probes, WORKLOAD_NETWORK } from '../namespace/namespace-network';

/** Ports of Istio's own agent: metrics, rewritten probes and readiness. */
const AGENT_PORTS = [15020, 15021, 15090];

/** The networks of the clients, and the container ports where they may come without mutual TLS. */
export interface PlaintextAccess {
  readonly clients: readonly string[];
  readonly ports: readonly number[];
}

/**
 * Who may open connections to the ports that accept plaintext. Where the namespace governs its network, the clients
 * are added to those whom the grants let in. Where it does not, this policy is the first for the pods, and would close
 * all that it does not name: so it leaves their other ports as open as they were.
 */
export function exceptionOpenings(workload: Workload, { clients, ports }: PlaintextAccess): readonly NetworkOpening[] {
  const admitted = clients.map((cidr): NetworkOpening => ({ peer: { kind: 'cidr', cidr }, ports }));
  return workload.node.tryFindChild(WORKLOAD_NETWORK) === undefined ? [...admitted, ...asBefore(workload, ports)] : admitted;
}

function asBefore(workload: Workload, ports: readonly number[]): readonly NetworkOpening[] {
  const target = workload._target();
  const others = target.ports.map((port) => port.containerPort).filter((port) => !ports.includes(port));
  const agent = target.dataPlane === 'ambient' ? [] : AGENT_PORTS;
  return [
    { peer: { kind: 'everywhere' }, ports: [...others, HBONE_PORT, ...agent] },
    ...ingressOpenings(target, workload._allGrants()),
    ...(target.dataPlane === 'ambient' ? probes() : []),
  ];
}
