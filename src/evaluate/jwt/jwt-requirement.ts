import { JwtStatus, Progress, Verification, verifyRule } from './jwt-verification';
import { JwtRule, Token } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';

type Tokens = ReadonlyMap<string, Token>;
type Requirement = (before: Progress) => Verification;

/** What istiod asks of a request: some rule is satisfied, or each rule that finds a token is (4.2). */
export function verifyRules(rules: readonly JwtRule[], http: HttpFacts, tokens: Tokens): Verification {
  const each = rules.map((rule): Requirement => (before) => verifyRule(rule, before, tokens));
  const optional = each.map(orMissing);
  const requirement = optional.length === 1 ? optional[0] : anyOf([...each, allOf(optional)]);
  return requirement({ http, trials: [] });
}

function orMissing(requirement: Requirement): Requirement {
  return (before) => {
    const result = requirement(before);
    return result.status === 'missing' ? { ...result, status: 'valid' } : result;
  };
}

/** The first that is satisfied ends it; of the failures, the last that says more than that nothing was found. */
function anyOf(requirements: readonly Requirement[]): Requirement {
  return (before) => {
    let progress = before;
    let worst: JwtStatus = 'missing';
    for (const requirement of requirements) {
      const result = requirement(progress);
      if (result.status === 'valid') return result;
      progress = result;
      if (worst === 'missing' || result.status === 'audience' || result.status === 'invalid') worst = result.status;
    }
    return { ...progress, status: worst };
  };
}

/** The first failure ends it. */
function allOf(requirements: readonly Requirement[]): Requirement {
  return (before) => {
    let result: Verification = { ...before, status: 'valid' };
    for (const requirement of requirements) {
      result = requirement(result);
      if (result.status !== 'valid') return result;
    }
    return result;
  };
}
