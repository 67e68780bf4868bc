import { Decision, MissingFact, Step } from './decision';
import { Diagnostic, Provenance } from './provenance';
import { MeshRequest } from './request';

export type Matches = 'yes' | 'no' | 'unknown';

/** One list of values of a rule beside what the request has there. */
export interface FieldReading {
  /** As in `from[0].source.notPrincipals` or `when[0] request.headers[x]`. */
  readonly name: string;
  readonly written: readonly string[];
  readonly isNegated: boolean;
  /** In words; empty where the enforcement point does not look. */
  readonly has: string;
  readonly matches: Matches;
  readonly missing: readonly MissingFact[];
  /** Why the enforcement point does not go by all that is written. */
  readonly ignored?: string;
}

/** A source, an operation or a condition: all of its fields have to match. */
export interface AlternativeReading {
  /** As in `from[0]`. */
  readonly name: string;
  readonly matches: Matches;
  readonly fields: readonly FieldReading[];
  /** Nothing of it is known to the enforcement point, which passes over it. */
  readonly isSkipped: boolean;
}

/** Some alternative has to match. */
export interface ClauseReading {
  readonly matches: Matches;
  readonly alternatives: readonly AlternativeReading[];
}

/** A rule beside a request: all of its clauses have to match. */
export interface RuleReading {
  /** Zero-based. */
  readonly index: number;
  readonly at: Provenance;
  readonly matches: Matches;
  /** The enforcement point never gets the rule; the fields say why. */
  readonly isDropped: boolean;
  readonly unreadable?: Diagnostic;
  readonly clauses: readonly ClauseReading[];
}

/** A policy that was asked, with all of its rules. */
export interface PolicyReading {
  /** `namespace/name` */
  readonly name: string;
  readonly action: string;
  readonly at: Provenance;
  /** Then it is read and never enforced. */
  readonly isDryRun: boolean;
  readonly rules: readonly RuleReading[];
}

/** What one rule of a RequestAuthentication made of the tokens of a request. */
export interface JwtRuleReading {
  /** `namespace/name` of the RequestAuthentication. */
  readonly name: string;
  /** Zero-based. */
  readonly index: number;
  readonly at: Provenance;
  /** Empty: any. */
  readonly issuer: string;
  /** In words. */
  readonly result: string;
}

/** What one step of the walk went by. */
export interface StepReading {
  readonly policies: readonly PolicyReading[];
  readonly jwtRules: readonly JwtRuleReading[];
  /** What may belong to the policies of this step and cannot be read. */
  readonly unreadable: readonly Diagnostic[];
}

export interface ExplainedStep extends Step {
  readonly reading: StepReading;
}

/** An answer with everything that it went by. */
export interface Explanation {
  readonly request: MeshRequest;
  readonly decision: Decision;
  /** Those of the decision's walk, in the same order. */
  readonly steps: readonly ExplainedStep[];
}
