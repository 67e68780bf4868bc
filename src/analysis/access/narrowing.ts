import { ask } from './ask';
import { Alternative } from './demand';
import { Finding, outcomeOf, rowOf, sightOf } from './finding';
import { AskedRule, Inquiry, scopeOf } from './inquiry';
import { refusesTokens } from './user';
import { overlaid } from './what';
import { Who, whoIsMeant } from './who';
import { wordsFor } from './words';
import { AccessRow } from '../../model/mesh';

/** The denials of nobody in particular that take away a part of what is allowed. */
export function narrowings(inquiry: Inquiry, rule: AskedRule, allowed: readonly Finding[]): readonly AccessRow[] {
  return rule.alternatives.flatMap((alternative) => {
    const [meant] = whoIsMeant(alternative, scopeOf(inquiry, rule.policy.namespace));
    if (meant === undefined || meant.isNamed) return [];
    const row = allowed.map((finding) => narrowed(inquiry, rule, { alternative, meant, finding })).find((one) => one !== undefined);
    return row === undefined ? [] : [row];
  });
}

interface Narrowing {
  readonly alternative: Alternative;
  readonly meant: Who;
  readonly finding: Finding;
}

/** What is allowed, as the rule would have it: it narrows what would pass if nobody denied anything. */
function narrowed(inquiry: Inquiry, rule: AskedRule, { alternative, meant, finding }: Narrowing): AccessRow | undefined {
  const { mesh, withoutDenials, target, way, providers } = inquiry;
  const tokens = meant.tokens.length > 0 || refusesTokens(alternative) ? meant.tokens : finding.who.tokens;
  const question = { who: { ...finding.who, tokens }, what: overlaid(finding.what, alternative), way, providers };
  const asked = ask(mesh, question);
  const outcome = outcomeOf(asked, rule);
  if (outcome?.effect !== 'DENY' || ask(withoutDenials, question).decision.decision !== 'ALLOW') return undefined;
  const sees = sightOf(question.what, outcome);
  return rowOf({ target: target.name, way, who: meant, asked, outcome, operations: wordsFor(alternative, { sees, action: 'DENY', port: way.port, host: way.host }) });
}
