import { Labels, Mesh, WrittenSidecar } from '../../model/mesh';
import { byAge } from '../mesh/age';
import { indexOf } from '../mesh/mesh-index';
import { isSubset, readOnes, Unreadable, unreadableOnes } from '../truth/reading';

interface Workload {
  readonly namespace: string;
  /** Absent: nobody said. */
  readonly labels?: Labels;
}

/** The Sidecar that a workload goes by: one of these, undefined for none; several when its labels are not known. */
export type SidecarChoice =
  | { readonly kind: 'known'; readonly sidecars: readonly (WrittenSidecar | undefined)[] }
  | { readonly kind: 'unreadable'; readonly sidecars: readonly Unreadable[] };

/** The oldest that selects the workload, else the oldest of its namespace, else that of the root namespace. */
export function sidecarFor(mesh: Mesh, { namespace, labels }: Workload): SidecarChoice {
  const unreadable = unreadableOnes(indexOf(mesh).sidecarsIn([namespace]), { namespaces: [namespace], ...labels ? { labels } : {} });
  if (unreadable.length > 0) return { kind: 'unreadable', sidecars: unreadable };
  const own = sidecarsIn(mesh, namespace);
  const selecting = own.filter(({ selector }) => selector !== undefined && (labels === undefined || isSubset(selector, labels)));
  if (labels !== undefined && selecting.length > 0) return { kind: 'known', sidecars: [selecting[0]] };
  const wide = own.find(isWide);
  const rest = wide ? { kind: 'known', sidecars: [wide] } as const : meshWide(mesh);
  return rest.kind === 'known' ? { kind: 'known', sidecars: [...selecting, ...rest.sidecars] } : rest;
}

function meshWide(mesh: Mesh): SidecarChoice {
  const { rootNamespace } = mesh.configuration;
  const unreadable = unreadableOnes(indexOf(mesh).sidecarsIn([rootNamespace]), { namespaces: [rootNamespace] });
  const isOpen = unreadable.some(({ reach }) => reach?.selector === undefined);
  return isOpen ? { kind: 'unreadable', sidecars: unreadable } : { kind: 'known', sidecars: [sidecarsIn(mesh, rootNamespace).find(isWide)] };
}

function sidecarsIn(mesh: Mesh, namespace: string): readonly WrittenSidecar[] {
  return [...readOnes(indexOf(mesh).sidecarsIn([namespace]))].sort(byAge);
}

function isWide({ selector }: WrittenSidecar): boolean {
  return selector === undefined;
}
