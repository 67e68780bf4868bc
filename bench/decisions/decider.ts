import { PlainMesh } from './plain-rules';

/** What everybody has to answer alike. */
export interface PlainAnswer {
  readonly isAllowed: boolean;

  /** The rules that decided it, as `policy rule`; absent when one does not say. None when no ALLOW policy matches. */
  readonly rules?: readonly string[];
}

/** Somebody who decides. */
export interface Decider {
  readonly name: string;

  /** How it is asked. */
  readonly how: string;

  /** Reads the rules and converts the requests, which nobody is timed for. */
  prepare(mesh: PlainMesh): PreparedDecider;
}

export interface PreparedDecider<T = unknown> {
  /** Answers the request with this number: this is what is timed. */
  decide(request: number): T;
  read(answer: T): PlainAnswer;
}

/** The name of a rule in an answer. */
export function ruleName(policy: string, rule: number): string {
  return `${policy} ${rule}`;
}
