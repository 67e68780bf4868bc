import { failureText } from './failure-text';
import { judge } from './judge';
import type { AccessRequest } from './request';
import { InvalidRequest, shown } from './request-checks';
import type { Decision, DecisionPoint } from '../model/mesh';

/** Further things that a denial has to be. */
export interface DenialDetails {
  /** Where the request is refused. */
  readonly at?: DecisionPoint;
  /** The HTTP status that the caller gets. */
  readonly status?: number;
  /** A policy that decides, `namespace/name`. */
  readonly by?: string;
}

/** What jest and vitest tell a matcher. */
interface MatcherContext {
  readonly isNot?: boolean;
}

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** The matchers as jest's and vitest's `expect.extend` take them. */
export const meshMatchers = {
  toAllow(this: MatcherContext, subject: unknown, request: AccessRequest): MatcherResult {
    return matching(subject, request, { holds: ['ALLOW'], fails: ['DENY'], isNot: this.isNot === true });
  },

  toDeny(this: MatcherContext, subject: unknown, request: AccessRequest, details: DenialDetails = {}): MatcherResult {
    const isNot = this.isNot === true;
    checkDetails(details, isNot);
    return matching(subject, request, { holds: ['DENY'], fails: ['ALLOW'], isNot, details });
  },

  toBeUndecided(this: MatcherContext, subject: unknown, request: AccessRequest): MatcherResult {
    return matching(subject, request, { holds: ['UNKNOWN'], fails: ['ALLOW', 'DENY'], isNot: this.isNot === true });
  },
};

interface Expectation {
  /** The decisions that the matcher asks for. */
  readonly holds: readonly Decision['decision'][];
  /** Those that it asks for after `.not`. */
  readonly fails: readonly Decision['decision'][];
  readonly isNot: boolean;
  readonly details?: DenialDetails;
}

/** What is neither, an UNKNOWN where ALLOW or DENY is asked for, fails with and without `.not`. */
function matching(subject: unknown, request: AccessRequest, { holds, fails, isNot, details = {} }: Expectation): MatcherResult {
  const judgement = judge(subject, request);
  const { decision } = judgement;
  const wanted = isNot ? fails : holds;
  const isMet = wanted.includes(decision.decision) && differences(decision, details).length === 0;
  const expected = [wanted.join(' or '), ...wordsOf(details)].join(' ');
  return { pass: isMet !== isNot, message: () => failureText(expected, judgement) };
}

const DETAILS: readonly string[] = ['at', 'status', 'by'];

function checkDetails(details: DenialDetails, isNot: boolean): void {
  const entries = Object.entries(details);
  if (isNot && entries.length > 0) {
    throw new InvalidRequest('.not.toDeny says that the request is allowed: it takes nothing but the request');
  }
  const strange = entries.find(([name, value]) => !DETAILS.includes(name) || value === undefined);
  if (strange !== undefined) {
    throw new InvalidRequest(`a denial has ${DETAILS.join(', ')}, not ${strange[0]}: ${shown(strange[1])}`);
  }
}

function differences({ hop, status, policies }: Decision, details: DenialDetails): readonly string[] {
  return [
    ...details.at === undefined || details.at === hop ? [] : ['at'],
    ...details.status === undefined || details.status === status ? [] : ['status'],
    ...details.by === undefined || policies.some(({ name }) => name === details.by) ? [] : ['by'],
  ];
}

function wordsOf({ status, at, by }: DenialDetails): readonly string[] {
  return [
    ...status === undefined ? [] : [String(status)],
    ...at === undefined ? [] : [`at the ${at}`],
    ...by === undefined ? [] : [`by ${by}`],
  ];
}
