import { everything, isNonEmpty, NonEmpty, nothing, Rule, Rules, someRules } from '../../model';

/** The most rules, and the most `from` entries of a rule, that Istio's CRD admits. */
export const MAX_RULES = 512;
export const MAX_SOURCES = 512;

/** The rules of one policy or, when there are too many for one, of several: any of them may match, so the meaning is the same. */
export function splitRules(rules: readonly Rule[]): NonEmpty<Rules> {
  const fitting = rules.flatMap(splitSources);
  const chunks: Rules[] = [];
  for (let start = 0; start < fitting.length; start += MAX_RULES) {
    const chunk = fitting.slice(start, start + MAX_RULES);
    chunks.push(isNonEmpty(chunk) ? rulesOf(chunk) : nothing);
  }
  return isNonEmpty(chunks) ? chunks : [nothing];
}

function splitSources(rule: Rule): readonly Rule[] {
  if (rule.from === 'any' || rule.from.length <= MAX_SOURCES) {
    return [rule];
  }
  const parts: Rule[] = [];
  for (let start = 0; start < rule.from.length; start += MAX_SOURCES) {
    const from = rule.from.slice(start, start + MAX_SOURCES);
    parts.push({ ...rule, from: isNonEmpty(from) ? from : rule.from });
  }
  return parts;
}

function rulesOf(rules: NonEmpty<Rule>): Rules {
  return rules.some(matchesEverything) ? everything : someRules(rules);
}

function matchesEverything(rule: Rule): boolean {
  return rule.from === 'any' && rule.to === 'any' && rule.when.length === 0;
}
