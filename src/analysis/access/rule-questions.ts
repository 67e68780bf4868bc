import { ask, Asked } from './ask';
import { Alternative, isSimple, matchOf } from './demand';
import { doubtAbout, missesOwnRule } from './doubt';
import { narrowedTo } from './escape';
import { Finding, Outcome, outcomeOf, rowOf, RuleName, sightOf } from './finding';
import { AskedRule, Inquiry, scopeOf } from './inquiry';
import { askRepresentatives } from './representatives';
import { Way } from './target';
import { bytes, What } from './what';
import { Who, whoIsMeant } from './who';
import { wordsFor } from './words';
import { isHttpOnly } from '../../evaluate/rules/condition-key';

interface Question {
  readonly alternative: Alternative;
  readonly who: Who;
}

/** Whether a rule lets its callers do what it says, or keeps those that it names from it. */
export function askForRule(inquiry: Inquiry, rule: AskedRule): readonly Finding[] {
  const { waypoints } = inquiry.target;
  const isAsked = (who: Who) => !waypoints.includes(who.principal ?? '') && (rule.policy.action === 'ALLOW' || who.isNamed);
  const askAll = (alternative: Alternative): readonly Finding[] => {
    const open = new Set<string>();
    return whoIsMeant(alternative, scopeOf(inquiry, rule.policy.namespace)).filter(isAsked).flatMap((who) => {
      // What is open in plaintext is open to all.
      if (open.has(exceptCertificate(who))) return [];
      const found = askFor(inquiry, rule, { alternative, who });
      if (who.principal === undefined && found.some(({ row }) => row.effect === 'ALLOW')) open.add(exceptCertificate(who));
      return found;
    });
  };
  return rule.alternatives.flatMap((alternative) => {
    const found = askAll(alternative);
    return rule.policy.action === 'ALLOW' ? [...found, ...exceptions(inquiry, found, (escape) => askAll(narrowedTo(alternative, escape)))] : found;
  });
}

/** What else passes, of those who get nothing as long as nobody excepts them from a denial. */
function exceptions({ escapes }: Inquiry, found: readonly Finding[], askEscaping: (escape: Alternative) => readonly Finding[]): readonly Finding[] {
  const known = new Set(found.filter(({ row }) => row.effect === 'ALLOW').map(({ row }) => row.caller));
  return escapes.flatMap(askEscaping).filter(({ row }) => !known.has(row.caller));
}

function exceptCertificate({ ip, xForwardedFor, tokens }: Who): string {
  return JSON.stringify([ip, xForwardedFor, tokens]);
}

/** Bytes where they will do, requests otherwise. */
function askFor(inquiry: Inquiry, rule: AskedRule, question: Question): readonly Finding[] {
  const { speaks, host } = inquiry.way;
  const isAboutRequests = question.alternative.some(({ key }) => isHttpOnly(key));
  const isAboutBytes = speaks.includes('bytes') && (!isAboutRequests || rule.policy.action === 'DENY');
  const asBytes = isAboutBytes ? tell(inquiry, rule, question, [bytes(question.alternative)]) : [];
  if (!speaks.includes('requests') || (asBytes.length > 0 && !isAboutRequests)) return asBytes;
  return [...asBytes, ...askRepresentatives(question.alternative, host, (whats) => tell(inquiry, rule, question, whats))];
}

function tell(inquiry: Inquiry, rule: AskedRule, { alternative, who }: Question, whats: readonly What[]): readonly Finding[] {
  const { mesh, target, way, providers } = inquiry;
  const action = rule.policy.action === 'DENY' ? 'DENY' : 'ALLOW';
  return whats.flatMap((what) => {
    const asked = ask(mesh, { who, way, what, providers });
    const isDoubtful = !isSimple(alternative) || (isRefused(asked, rule) && mayBeOn(way, alternative) && missesOwnRule(mesh, asked, rule));
    const outcome = isDoubtful ? doubtful(asked) : outcomeOf(asked, rule);
    if (!outcome) return [];
    const sees = sightOf(what, outcome);
    const operations = wordsFor(what.written, { sees, action, port: way.port, host: way.host });
    const row = rowOf({ target: target.name, way, who, asked, outcome, operations });
    return [{ row: isDoubtful ? { ...row, missing: [doubtAbout(rule)] } : row, who, what }];
  });
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
