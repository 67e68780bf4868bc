import { Facts } from './facts';
import { Alternative, Clause, fieldTruth, RuleClauses, RuleField } from './rule-clauses';
import { missingFact } from '../truth/fact';

/** What is left to ask of a rule once it is known who the peer is. */
export interface RuleLeft {
  readonly rule: RuleClauses;
  /** The same for two peers to whom the same is left. */
  readonly signature: string;
}

/** What a field of these kinds says depends on the peer's identity alone. */
const OF_IDENTITY: ReadonlySet<string | undefined> = new Set(['source.principal', 'source.namespace', 'source.serviceAccount', 'source.trustDomain']);
const NOT_ASKED = missingFact<never>('what is not about the peer', 'nothing');
const NOTHING_ELSE: Facts = { sourceIp: NOT_ASKED, remoteIp: NOT_ASKED, destinationIp: NOT_ASKED, port: 0 };

/** Undefined: the rule matches nothing of this peer. */
export function ruleForPeer({ clauses, isDropped }: RuleClauses, principal: string | undefined): RuleLeft | undefined {
  const facts = { ...NOTHING_ELSE, principal };
  const left: Clause[] = [];
  let signature = '';
  for (const [index, clause] of clauses.entries()) {
    const alternatives = alternativesForPeer(clause, facts);
    if (alternatives.length === 0) return undefined;
    // An alternative without fields holds, and the clause with it.
    if (alternatives.some(({ fields }) => fields.length === 0)) continue;
    left.push(alternatives);
    signature += ` ${index}(${alternatives.map(({ name, fields }) => `${name}: ${fields.map((field) => field.name).join()}`).join('; ')})`;
  }
  return isDropped ? undefined : { rule: { clauses: left, isDropped }, signature };
}

/** Those that this peer does not rule out, without the fields that it fulfils. */
function alternativesForPeer(clause: Clause, facts: Facts): readonly Alternative[] {
  return clause.flatMap((alternative) => {
    const fields = alternative.isSkipped ? undefined : fieldsForPeer(alternative, facts);
    return fields === undefined ? [] : [{ ...alternative, fields }];
  });
}

function fieldsForPeer({ fields }: Alternative, facts: Facts): readonly RuleField[] | undefined {
  const left: RuleField[] = [];
  for (const field of fields) {
    const truth = OF_IDENTITY.has(field.key?.kind) || field.values.length === 0 ? fieldTruth(field, facts).kind : 'unknown';
    if (truth === 'no') return undefined;
    if (truth === 'unknown') left.push(field);
  }
  return left;
}
