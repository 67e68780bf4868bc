import { Walk } from './walk-scope';
import { MissingFact } from '../../model/mesh';
import { Egress, egressOf } from '../client/egress';
import { hostsOf, isNamed } from '../client/host-names';
import { isCaptured } from '../client/outbound-capture';
import { Destination } from '../mesh/destination';
import { waypointDestination } from '../mesh/pod-address';
import { servicesOf } from '../mesh/service-endpoints';
import { Fact } from '../truth/fact';
import { agree, unknownVerdict, Verdict } from '../truth/verdict';
import { IpAddress, parseIp } from '../values/ip-match';

type Onward = (walk: Walk) => Verdict;

/** A request at the sidecar of its caller: whether that sends it on, and as what. */
export function leaving(walk: Walk, destination: Destination, onward: Onward): Verdict {
  const { mesh, caller } = walk;
  if (caller.kind !== 'sidecar') return onward(walk);
  const { service, port } = destination;
  const captured = isCaptured(caller.pods?.[0]?.annotations ?? {}, { port, address: dialledAddress(walk, destination) });
  if (captured.kind === 'unknown') return either({ walk, destination, onward }, [captured.missing]);
  if (!captured.value) return onward(pastSidecar(walk));
  const ways = egressOf(mesh, caller, { port, ...service ? { service } : {} });
  const verdicts = ways.map((egress) => leaveBy(egress, { walk, destination, onward }));
  return agree(verdicts, { fact: 'the labels of the caller, by which Sidecars select', supply: 'from.workload' });
}

/** The address of the Service, or of the one pod that is dialled. */
function dialledAddress({ request }: Walk, { service, targets }: Destination): Fact<IpAddress> {
  return waypointDestination(service, targets.length === 1 ? targets[0].pod : undefined, request.to.ip);
}

/** Nobody but the application itself says anything then. */
function pastSidecar(walk: Walk): Walk {
  return { ...walk, caller: { ...walk.caller, kind: 'none', principal: undefined } };
}

interface Departure {
  readonly walk: Walk;
  readonly destination: Destination;
  readonly onward: Onward;
}

function leaveBy(egress: Egress, departure: Departure): Verdict {
  const { walk, destination: { service }, onward } = departure;
  if (egress.kind === 'listed') return onward(walk);
  if (egress.kind === 'unknown') return either(departure, egress.missing);
  const open = openDestination(departure);
  switch (egress.mode) {
    case 'REGISTRY_ONLY': return open ? either(departure, [open]) : notSent(egress, departure);
    case 'ALLOW_ANY': return service && open ? either(departure, [open]) : onward(service ? inPlaintext(walk) : walk);
    default: return either(departure, [{ fact: `what the caller's sidecar does with hosts that it does not know, as ${egress.mode} has it`, supply: 'at: a point' }]);
  }
}

/** To where it was dialled, as bytes: nothing is known there that a certificate could be for, and no route. */
function inPlaintext(walk: Walk): Walk {
  return { ...walk, isRouted: true, caller: { ...walk.caller, principal: undefined } };
}

/** Certain is only a denial that is the same with mutual TLS and without. */
function either({ walk, onward }: Departure, missing: readonly MissingFact[]): Verdict {
  const certain = agree([onward(walk), onward(inPlaintext(walk))], missing[0]);
  return certain.kind === 'pass' ? { ...certain, ...unknownVerdict('the request may not leave the caller', ...missing), steps: certain.steps } : certain;
}

/** HTTP goes by its host, and may be for another destination that the sidecar knows; so may the address of a headless Service's pod. */
function openDestination({ walk: { mesh, request, caller }, destination: { service, declared, targets } }: Departure): MissingFact | undefined {
  const host = declared === 'TCP' ? undefined : request.http?.host;
  const isOwn = host === undefined || (service ? isNamed(service, host, caller.namespace) : parseIp(host.replace(/:\d+$/, '')) !== undefined);
  if (!isOwn) return { fact: `where the caller's sidecar sends requests for ${host}`, supply: `http.host: ${service ? hostsOf(service)[0] : 'the address of the pod'}` };
  const headless = service ? undefined : targets.flatMap(({ pod }) => servicesOf(mesh, pod)).find(({ isHeadless }) => isHeadless);
  return headless && { fact: `whether the address is dialled for the Service ${headless.namespace}/${headless.name}`, supply: 'to.service' };
}

/** What is not listed goes nowhere; this is the caller's own doing, and no protection of the one that is called. */
function notSent({ sidecar }: Extract<Egress, { kind: 'unlisted' }>, { destination: { service, targets } }: Departure): Verdict {
  const called = service ?? targets[0].pod;
  const source = sidecar ? `the Sidecar ${sidecar.namespace}/${sidecar.name}` : 'the mesh configuration';
  return {
    kind: 'deny',
    reason: `the caller's own sidecar sends nothing to ${called.namespace}/${called.name}: it does not know it, and ${source} says REGISTRY_ONLY`,
    policies: sidecar ? [{ name: `${sidecar.namespace}/${sidecar.name}`, action: 'Sidecar', at: sidecar.at }] : [],
    missing: [],
    steps: [],
  };
}
