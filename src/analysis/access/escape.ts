import { Asked } from './ask';
import { Alternative, Demand } from './demand';
import { Finding, rowOf } from './finding';
import { Inquiry, rulesOf } from './inquiry';
import { Who } from './who';
import { decide } from '../../evaluate';
import { MissingFact } from '../../model/mesh';

/** A question about one caller, and what came of it. */
export interface Told {
  readonly who: Who;
  readonly asked: Asked;
  readonly findings: readonly Finding[];
}

/** Narrower questions than these about one alternative are not asked. */
const MOST = 32;
const IDENTITY = ['source.principal', 'source.serviceAccount', 'source.namespace', 'source.trustDomain'];
const MANY_OF_A_KIND = ['request.headers', 'request.auth.claims'];

/**
 * Asks about an alternative and, where DENY rules refuse it, about what these leave out: a rule with `notPaths` refuses everything
 * that comes to mind, and lets pass what it names.
 */
export function askWithExceptions(inquiry: Inquiry, first: Alternative, askAbout: (alternative: Alternative) => readonly Told[]): readonly Finding[] {
  const found: Finding[] = [];
  const waiting: { readonly alternative: Alternative; readonly isNews: (who: Who) => boolean }[] = [{ alternative: first, isNews: () => true }];
  const seen = new Set([JSON.stringify(first)]);
  for (const { alternative, isNews } of waiting) {
    const told = askAbout(alternative);
    found.push(...told.filter(({ who }) => isNews(who)).flatMap(({ findings }) => findings));
    const refused = told.filter(({ asked, findings }) => findings.length === 0 && isOnlyDenied(inquiry, asked));
    const isSettled = new Set(told.map(({ who }) => who.text).filter((text) => !refused.some(({ who }) => who.text === text)));
    for (const narrower of exceptions(inquiry, refused).map((exception) => narrowedTo(alternative, exception))) {
      if (seen.has(JSON.stringify(narrower))) continue;
      if (seen.size >= MOST) return [...found, ...refused.slice(0, 1).map((one) => tooMany(inquiry, one))];
      seen.add(JSON.stringify(narrower));
      waiting.push({ alternative: narrower, isNews: (who) => !isSettled.has(who.text) });
    }
  }
  return found;
}

/** Whether it would pass if nobody denied anything: what nobody allows has no exceptions. */
function isOnlyDenied({ withoutDenials }: Inquiry, { decision, request }: Asked): boolean {
  return decision.decision === 'DENY' && decide(withoutDenials, request).decision !== 'DENY';
}

/** What the DENY rules that refused leave out, one thing at a time. */
function exceptions({ target }: Inquiry, refused: readonly Told[]): readonly Demand[] {
  const deciding = refused.flatMap(({ asked }) => asked.decision.policies.filter(({ action }) => action === 'DENY'));
  return target.policies.flatMap(rulesOf)
    .filter(({ policy, index }) => deciding.some(({ name, rule }) => rule === index && name === `${policy.namespace}/${policy.name}`))
    .flatMap(({ alternatives }) => alternatives.flat())
    .filter(({ match }) => match.notValues.length > 0)
    .map((demand) => ({ ...demand, match: { values: demand.match.notValues, notValues: [] } }));
}

/** Where both speak of the same thing, the exception is the narrower one. */
function narrowedTo(alternative: Alternative, exception: Demand): Alternative {
  const isSame = ({ key: { kind } }: Demand) => (
    !MANY_OF_A_KIND.includes(kind) && (kind === exception.key.kind || (IDENTITY.includes(kind) && IDENTITY.includes(exception.key.kind))));
  return [exception, ...alternative.filter((demand) => demand.match.values.length === 0 || !isSame(demand))];
}

function tooMany({ target, way }: Inquiry, { who, asked }: Told): Finding {
  const row = rowOf({ target: target.name, way, who, asked, outcome: { effect: 'UNKNOWN' }, operations: ['anything'] });
  const missing: MissingFact = { fact: `what the DENY policies of ${target.name} leave out, which is too much to ask about`, supply: 'the requests themselves, to ztmesh check' };
  return { row: { ...row, missing: [missing] }, who, what: { written: [] } };
}
