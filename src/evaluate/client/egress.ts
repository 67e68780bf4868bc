import { covers, hostsOf } from './host-names';
import { sidecarFor } from './sidecar-scope';
import { isVisible } from './visibility';
import { EgressListener, Mesh, MeshService, MissingFact, OutboundMode, WrittenSidecar } from '../../model/mesh';
import { ResolvedCaller } from '../mesh/caller';
import { missingReading } from '../truth/reading';

/** What a caller's sidecar does with a connection: as it knows the Service, or as with any that it does not. */
export type Egress =
  | { readonly kind: 'listed' }
  | { readonly kind: 'unlisted'; readonly mode: OutboundMode | 'EGRESS_PROXY'; readonly sidecar?: WrittenSidecar }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] };

interface Called {
  readonly service?: MeshService;
  readonly port: number;
}

/** Each way that the caller's Sidecar may have it; the first of them alone, as soon as its labels are known. */
export function egressOf(mesh: Mesh, { namespace = '', labels }: ResolvedCaller, called: Called): readonly Egress[] {
  const choice = sidecarFor(mesh, { namespace, ...labels ? { labels } : {} });
  if (choice.kind === 'unreadable') return [{ kind: 'unknown', missing: choice.sidecars.map(({ diagnostic }) => missingReading(diagnostic)) }];
  return choice.sidecars.map((sidecar) => egressBy(mesh, sidecar, { ...called, from: namespace }));
}

function egressBy(mesh: Mesh, sidecar: WrittenSidecar | undefined, { service, port, from }: Called & { readonly from: string }): Egress {
  if (service && isVisible(mesh, service, from)) {
    if (!sidecar) return { kind: 'listed' };
    if (sidecar.egress.kind === 'unreadable') return { kind: 'unknown', missing: [missingReading(sidecar.egress.diagnostic)] };
    const listeners = sidecar.egress.value;
    const listing = listeners.filter((listener) => (listener.port === undefined || listener.port === port) && lists(listener, service, from));
    if (listeners.length === 0 || listing.some(({ isOwnAddress }) => !isOwnAddress)) return { kind: 'listed' };
    if (listing.length > 0) return { kind: 'unknown', missing: [elsewhere(sidecar, service)] };
  }
  if (sidecar?.outbound.kind === 'unreadable') return { kind: 'unknown', missing: [missingReading(sidecar.outbound.diagnostic)] };
  return { kind: 'unlisted', mode: sidecar?.outbound.value ?? mesh.configuration.outboundMode, ...sidecar ? { sidecar } : {} };
}

/** Entries for the Service's namespace come before those for any, and what is left out counts in both. */
function lists({ hosts }: EgressListener, service: MeshService, from: string): boolean {
  const entries = hosts.map((entry) => {
    const [place, host = ''] = entry.split('/', 2);
    const isExcluded = place.startsWith('~');
    const namespace = isExcluded ? place.slice(1) || '*' : place;
    return { isExcluded, namespace: namespace === '.' ? from : namespace, host };
  }).filter(({ namespace, host }) => (namespace === '*' || namespace === service.namespace) && hostsOf(service).some((name) => covers(host, name)));
  return entries.length > 0 && !entries.some(({ isExcluded }) => isExcluded);
}

function elsewhere({ namespace, name, at }: WrittenSidecar, service: MeshService): MissingFact {
  return {
    fact: `what the Sidecar ${namespace}/${name} (${at.file}:${at.line}), which listens at addresses of its own, does with ${hostsOf(service)[0]}`,
    supply: 'at: a point, as if the request had reached it',
  };
}
