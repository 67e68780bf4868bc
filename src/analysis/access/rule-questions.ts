import { Way } from './access-target';
import { ask, Asked } from './ask';
import { Alternative, isSimple, matchOf } from './demand';
import { doubtAbout, missesOwnRule } from './doubt';
import { askWithExceptions, Told } from './escape';
import { Finding, Outcome, outcomeOf, rowOf, RuleName, sightOf } from './finding';
import { AskedRule, Inquiry, scopeOf } from './inquiry';
import { askRepresentatives } from './representatives';
import { bytes, What } from './what';
import { Who, whoIsMeant } from './who';
import { wordsFor } from './words';
import { isHttpOnly } from '../../evaluate/rules/condition-key';

interface Question {
  readonly alternative: Alternative;
  readonly who: Who;
  /** Whether the rule says just that. */
  readonly isWritten: boolean;
}

/** Whether a rule lets its callers do what it says, or keeps those that it names from it. */
export function askForRule(inquiry: Inquiry, rule: AskedRule): readonly Finding[] {
  return rule.alternatives.flatMap((first) => {
    if (rule.policy.action === 'DENY') return askAll(inquiry, rule, first, first).flatMap(({ findings }) => findings);
    return askWithExceptions(inquiry, first, (alternative) => askAll(inquiry, rule, alternative, first));
  });
}

/** With an exception in place of what the rule says, nobody is surprised when it does not match. */
function askAll(inquiry: Inquiry, rule: AskedRule, alternative: Alternative, first: Alternative): readonly Told[] {
  const { waypoints } = inquiry.target;
  const isAsked = (who: Who) => !waypoints.includes(who.principal ?? '') && (rule.policy.action === 'ALLOW' || who.isNamed);
  const open = new Set<string>();
  return whoIsMeant(alternative, scopeOf(inquiry, rule.policy.namespace)).filter(isAsked).flatMap((who) => {
    // What is open in plaintext is open to all.
    if (open.has(exceptCertificate(who))) return [];
    const told = askFor(inquiry, rule, { alternative, who, isWritten: alternative === first });
    if (who.principal === undefined && told.some(({ findings }) => findings.some(({ row }) => row.effect === 'ALLOW'))) open.add(exceptCertificate(who));
    return told;
  });
}

function exceptCertificate({ ip, xForwardedFor, tokens }: Who): string {
  return JSON.stringify([ip, xForwardedFor, tokens]);
}

/** Bytes where they will do, requests otherwise. */
function askFor(inquiry: Inquiry, rule: AskedRule, question: Question): readonly Told[] {
  const { speaks, host } = inquiry.way;
  const { alternative } = question;
  const isAboutRequests = alternative.some(({ key }) => isHttpOnly(key));
  const isAboutBytes = speaks.includes('bytes') && (!isAboutRequests || rule.policy.action === 'DENY');
  const asBytes = isAboutBytes ? [tell(inquiry, rule, question, bytes(alternative))] : [];
  const isCovered = asBytes.some(({ findings }) => findings.length > 0) && !isAboutRequests;
  if (!speaks.includes('requests') || isCovered) return asBytes;
  return [...asBytes, ...askRepresentatives(alternative, host, (what) => tell(inquiry, rule, question, what))];
}

function tell(inquiry: Inquiry, rule: AskedRule, { alternative, who, isWritten }: Question, what: What): Told {
  const { mesh, target, way, providers } = inquiry;
  const action = rule.policy.action === 'DENY' ? 'DENY' : 'ALLOW';
  const asked = ask(mesh, { who, way, what, providers });
  const isMissed = isWritten && isRefused(asked, rule) && mayBeOn(way, alternative) && missesOwnRule(mesh, asked, rule);
  const isDoubtful = isMissed || !isSimple(alternative);
  const outcome = isDoubtful ? doubtful(asked) : outcomeOf(asked, rule);
  if (!outcome) return { who, asked, findings: [] };
  const sees = sightOf(what, outcome);
  const operations = wordsFor(what.written, { sees, action, port: way.port, host: way.host });
  const row = rowOf({ target: target.name, way, who, asked, outcome, operations });
  return { who, asked, findings: [{ row: isDoubtful ? { ...row, missing: [doubtAbout(rule)] } : row, who, what }] };
}

/** A rule that should let it pass, and did not. */
function isRefused({ decision }: Asked, { policy }: RuleName): boolean {
  return policy.action === 'ALLOW' && decision.decision === 'DENY';
}

function mayBeOn({ to, port }: Way, alternative: Alternative): boolean {
  const { values } = matchOf(alternative, 'destination.port');
  return values.length === 0 || values.includes(port) || values.includes(String(to.port));
}

function doubtful({ decision: { hop } }: Asked): Outcome {
  return { effect: 'UNKNOWN', ...hop === undefined ? {} : { hop } };
}
