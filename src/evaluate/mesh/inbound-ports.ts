import { servicesOf, targetNumber } from './service-endpoints';
import { Mesh, MeshWorkload, MissingFact, WrittenSidecar } from '../../model/mesh';
import { sidecarFor } from '../client/sidecar-scope';
import { Declared, declaredProtocol, spokenProtocol } from '../envoy/chain';
import { isFlagOn } from '../rules/rule-scope';
import { missingReading } from '../truth/reading';

/** What a port of a sidecar may be declared to speak, or what it takes to know that. */
export type Inbound =
  | { readonly kind: 'known'; readonly declared: readonly Declared[] }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] };

const MERGE = 'PILOT_ALLOW_SIDECAR_SERVICE_INBOUND_LISTENER_MERGE';
const TLS = 'ENABLE_TLS_ON_SIDECAR_INGRESS';

/** By the Sidecar's own listeners if it has any, else by the Services that lead to the port; any other port is sniffed (1.4). */
export function inboundAt(mesh: Mesh, pod: MeshWorkload, port: number): Inbound {
  const choice = sidecarFor(mesh, pod);
  if (choice.kind === 'unreadable') return { kind: 'unknown', missing: choice.sidecars.map(({ diagnostic }) => missingReading(diagnostic)) };
  const [sidecar] = choice.sidecars;
  if (sidecar?.ingress.kind === 'unreadable') return { kind: 'unknown', missing: [missingReading(sidecar.ingress.diagnostic)] };
  const listeners = sidecar?.ingress.value ?? [];
  if (listeners.length === 0) return byServices(mesh, pod, port);
  const listener = listeners.find((one) => one.port === port);
  if (!listener) return isFlagOn(mesh.environment, MERGE, false) ? byServices(mesh, pod, port) : { kind: 'known', declared: ['sniffed'] };
  const isModelled = !listener.isOwnAddress && !(listener.hasTls && isFlagOn(mesh.environment, TLS, false));
  return isModelled ? { kind: 'known', declared: [spokenProtocol(listener.protocol)] } : { kind: 'unknown', missing: [unmodelled(sidecar!, port)] };
}

function byServices(mesh: Mesh, pod: MeshWorkload, port: number): Inbound {
  const declared = servicesOf(mesh, pod)
    .flatMap((service) => service.ports.filter((one) => targetNumber(one, pod, service) === port).map(declaredProtocol))
    .filter((one) => one !== 'UDP');
  return { kind: 'known', declared: declared.length === 0 ? ['sniffed'] : [...new Set(declared)] };
}

function unmodelled({ namespace, name, at }: WrittenSidecar, port: number): MissingFact {
  return { fact: `what the Sidecar ${namespace}/${name} (${at.file}:${at.line}) does at port ${port} with an address or TLS of its own`, supply: 'an ingress listener without bind, captureMode and tls' };
}
