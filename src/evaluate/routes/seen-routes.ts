import { overlap } from './host-patterns';
import { EgressListener, Mesh, WrittenSidecar } from '../../model/mesh';
import { covers } from '../client/host-names';
import { sidecarFor } from '../client/sidecar-scope';
import { ResolvedCaller } from '../mesh/caller';
import { missingReading } from '../truth/reading';
import { Truth, truthOf, unknown, YES } from '../truth/truth';

interface SeenRoutes {
  readonly namespace: string;
  readonly hosts: readonly string[];
  readonly isGatewayApi: boolean;
  /** That is called. */
  readonly port: number;
}

/** Whether the caller's Sidecar lets it see the routes of some hosts in a namespace. */
export function seesRoutes(mesh: Mesh, { namespace = '', labels }: ResolvedCaller, routes: SeenRoutes): Truth {
  const choice = sidecarFor(mesh, { namespace, ...labels ? { labels } : {} });
  if (choice.kind === 'unreadable') return unknown(...choice.sidecars.map(({ diagnostic }) => missingReading(diagnostic)));
  const truths = choice.sidecars.map((sidecar) => seesBy(sidecar, { ...routes, from: namespace }));
  const isCommon = truths.every(({ kind }) => kind === truths[0].kind);
  return isCommon ? truths[0] : unknown({ fact: 'the labels of the caller, by which Sidecars select', supply: 'from.workload' });
}

function seesBy(sidecar: WrittenSidecar | undefined, routes: SeenRoutes & { readonly from: string }): Truth {
  if (!sidecar) return YES;
  if (sidecar.egress.kind === 'unreadable') return unknown(missingReading(sidecar.egress.diagnostic));
  const listeners = sidecar.egress.value;
  // Which listener takes a request is the one of its port, else the one of every port.
  const own = listeners.filter(({ port }) => port === routes.port);
  const taking = own.length > 0 ? own : listeners.filter(({ port }) => port === undefined);
  return listeners.length === 0 ? YES : truthOf(taking.some((listener) => lists(listener, routes)));
}

/** A VirtualService is let in by any of its hosts, also by a narrower one; what is left out counts for each. */
function lists({ hosts: entries }: EgressListener, { namespace, hosts, isGatewayApi, from }: SeenRoutes & { readonly from: string }): boolean {
  const written = entries.map((entry) => {
    const [place, host = ''] = entry.split('/', 2);
    const isExcluded = place.startsWith('~');
    const named = isExcluded ? place.slice(1) || '*' : place;
    return { isExcluded, host, namespace: named === '.' ? from : named };
  }).filter((entry) => entry.namespace === '*' || entry.namespace === namespace);
  const isLet = (host: string) => written.some((entry) => !entry.isExcluded && (isGatewayApi ? covers(entry.host, host) : overlap(entry.host, host)));
  const isLeftOut = (host: string) => written.some((entry) => entry.isExcluded && covers(entry.host, host));
  return hosts.some((host) => isLet(host) && !isLeftOut(host));
}
