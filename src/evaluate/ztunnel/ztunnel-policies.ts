import { ztunnelRule } from './ztunnel-rules';
import { Mesh, MeshWorkload, StepReading, WrittenPolicy, WrittenRule } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { rememberedIn } from '../mesh/remembered';
import { Facts } from '../rules/facts';
import { PolicyMatch } from '../rules/policy-match';
import { PeerPolicies, PolicySet } from '../rules/policy-set';
import { RuleClauses } from '../rules/rule-clauses';
import { readPolicies } from '../rules/rule-reading';
import { isSubset, readOnes, Unreadable, unreadableOnes } from '../truth/reading';

type Action = 'DENY' | 'ALLOW';

/** Beyond so many peers all are forgotten. */
const MAX_PEERS = 256;

/** The AuthorizationPolicies that ztunnel goes by for one pod: nothing in them depends on a request. */
export class ZtunnelPolicies {
  readonly deny: readonly WrittenPolicy[];
  readonly allow: readonly WrittenPolicy[];
  private readonly unreadable: readonly Unreadable[];
  private readonly sets: Readonly<Record<Action, PolicySet<PolicyMatch>>>;
  private readonly peers = new Map<string | undefined, Readonly<Record<Action, PeerPolicies<PolicyMatch>>>>();

  constructor(mesh: Mesh, pod: MeshWorkload) {
    const { labels } = pod;
    const namespaces = [mesh.configuration.rootNamespace, pod.namespace];
    const items = indexOf(mesh).policies({ namespaces, labels });
    const policies = readOnes(items).filter((policy) => isFor(policy, pod));
    this.deny = policies.filter(({ action }) => action === 'DENY');
    this.allow = policies.filter(({ action }) => action === 'ALLOW');
    this.unreadable = unreadableOnes(items, { namespaces, labels });
    const { unreadable } = this;
    const set = (some: readonly WrittenPolicy[]) => new PolicySet({ policies: some, unreadable, compile: compiledRule, settle: (match) => match });
    this.sets = { DENY: set(this.deny), ALLOW: set(this.allow) };
  }

  match(action: Action, facts: Facts): PolicyMatch {
    const peer = this.peers.get(facts.principal) ?? this.rememberPeer(facts.principal);
    return peer[action].ask(facts);
  }

  read(action: Action, facts: Facts): StepReading {
    return {
      policies: readPolicies(action === 'DENY' ? this.deny : this.allow, compiledRule, facts),
      jwtRules: [],
      unreadable: this.unreadable.map(({ diagnostic }) => diagnostic),
    };
  }

  private rememberPeer(principal: string | undefined): Readonly<Record<Action, PeerPolicies<PolicyMatch>>> {
    const peer = { DENY: this.sets.DENY.forPeer(principal), ALLOW: this.sets.ALLOW.forPeer(principal) };
    if (this.peers.size >= MAX_PEERS) this.peers.clear();
    this.peers.set(principal, peer);
    return peer;
  }
}

export const ztunnelPolicies = rememberedIn((mesh, pod: MeshWorkload) => new ZtunnelPolicies(mesh, pod));

/** What reaches ztunnel (2.1): no targetRefs, no dry-run; a selector without labels is attached to nobody. */
function isFor({ attachment: { selector, targetRefs }, isDryRun }: WrittenPolicy, pod: MeshWorkload): boolean {
  if (isDryRun || targetRefs.length > 0) return false;
  return selector === undefined || (Object.keys(selector).length > 0 && isSubset(selector, pod.labels));
}

const compiled = new WeakMap<WrittenRule, RuleClauses>();

/** Once for each rule: nothing of the mesh changes what istiod makes of it for ztunnel. */
function compiledRule(policy: WrittenPolicy, rule: WrittenRule): RuleClauses {
  const known = compiled.get(rule);
  if (known) return known;
  const clauses = ztunnelRule(rule, policy.action === 'ALLOW', policy.namespace);
  compiled.set(rule, clauses);
  return clauses;
}
