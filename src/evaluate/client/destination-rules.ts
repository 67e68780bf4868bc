import { fullHost, mostSpecific } from './host-names';
import { exportsOf, MergedRule, mergeRules } from './merge-rules';
import { Labels, Mesh, WrittenDestinationRule } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { isSubset, readOnes, Unreadable, unreadableOnes } from '../truth/reading';

/** A proxy that sends requests. */
export interface Client {
  /** Empty: nobody said. */
  readonly namespace: string;
  /** Absent: nobody said. */
  readonly labels?: Labels;
  /** Waypoints go by no rule that selects clients. */
  readonly isWaypoint: boolean;
}

/** What is called, by the host that Istio knows it by. */
export interface CalledHost {
  readonly namespace: string;
  readonly host: string;
}

/** The rule that a client goes by: one of these, undefined for none; several when its labels are not known. */
export type RuleChoice =
  | { readonly kind: 'known'; readonly rules: readonly (MergedRule | undefined)[] }
  | { readonly kind: 'unreadable'; readonly rules: readonly Unreadable[] };

/** The first namespace with a rule for the host decides: the client's, the called one's, the root namespace (3.2). */
export function ruleFor(mesh: Mesh, client: Client, called: CalledHost): RuleChoice {
  const places = [
    { namespace: client.namespace, find: () => localRules(mesh, client.namespace, called.host) },
    ...[called.namespace, mesh.configuration.rootNamespace].map((namespace) => ({
      namespace, find: () => exportedRules(mesh, namespace, called.host).filter((rule) => isVisible(rule, client.namespace)),
    })),
  ];
  for (const { namespace, find } of places) {
    const unreadable = unreadableOnes(indexOf(mesh).destinationRulesIn([namespace]), { namespaces: [namespace] });
    if (unreadable.length > 0) return { kind: 'unreadable', rules: unreadable };
    const rules = find();
    if (rules.length > 0) return chosen(rules, client);
  }
  return { kind: 'known', rules: [undefined] };
}

function localRules(mesh: Mesh, namespace: string, host: string): readonly MergedRule[] {
  return forHost(readOnes(indexOf(mesh).destinationRulesIn([namespace])).filter((rule) => isLocal(mesh, rule, namespace)), host);
}

function exportedRules(mesh: Mesh, namespace: string, host: string): readonly MergedRule[] {
  return forHost(readOnes(indexOf(mesh).destinationRulesIn([namespace])).filter((rule) => !isPrivate(mesh, rule)), host);
}

/** In the root namespace only what is private to it comes first, so that its rules for everybody override nobody's. */
function isLocal(mesh: Mesh, rule: WrittenDestinationRule, namespace: string): boolean {
  if (rule.namespace !== namespace) return false;
  if (namespace === mesh.configuration.rootNamespace) return isPrivate(mesh, rule);
  const names = exportsOf(rule);
  return names.length === 0 || ['*', '.', namespace].some((name) => names.includes(name));
}

function isPrivate(mesh: Mesh, rule: WrittenDestinationRule): boolean {
  const names = exportsOf(rule);
  if (names.length === 0) return mesh.configuration.defaultDestinationRuleExportTo.includes('.');
  return names.length === 1 && (names[0] === '.' || names[0] === rule.namespace);
}

function isVisible({ exportTo }: MergedRule, namespace: string): boolean {
  return exportTo.length === 0 || exportTo.includes('*') || exportTo.includes(namespace);
}

/** The rules whose host covers this one most specifically, as one for each exportTo and selector. */
function forHost(rules: readonly WrittenDestinationRule[], host: string): readonly MergedRule[] {
  const hostOf = ({ host: written, namespace }: WrittenDestinationRule) => fullHost(written, namespace);
  const best = mostSpecific(rules.map(hostOf), host);
  return best === undefined ? [] : mergeRules(rules.filter((rule) => hostOf(rule) === best));
}

/** The first rule that selects the client, else the last that selects nobody. */
function chosen(rules: readonly MergedRule[], { namespace, labels, isWaypoint }: Client): RuleChoice {
  const [wide] = rules.filter(({ selector }) => selector === undefined).slice(-1);
  const selecting = isWaypoint ? [] : rules.filter((rule) => rule.selector !== undefined && rule.namespace === namespace);
  if (labels === undefined) return { kind: 'known', rules: [...selecting, wide] };
  return { kind: 'known', rules: [selecting.find(({ selector }) => isSubset(selector!, labels)) ?? wide] };
}
