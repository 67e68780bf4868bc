import { DecidingPolicy, Hop, MissingFact, Step, StepReading } from '../../model/mesh';
import { FilteredHttp } from '../http/filtered-http';

/** Steps that follow each other, and what each of them went by: that is put into words only for whoever asks. */
export interface Stretch {
  readonly steps: readonly Step[];
  /** @param step its index among these steps */
  readonly read?: (step: number) => StepReading | undefined;
}

/** What one enforcement point says. */
export interface Verdict {
  readonly kind: 'pass' | 'deny' | 'unknown';
  readonly reason: string;
  readonly status?: number;
  readonly policies: readonly DecidingPolicy[];
  readonly missing: readonly MissingFact[];
  readonly steps: readonly Stretch[];
  /** Absent where nothing enforces. */
  readonly hop?: Hop;
  /** What goes on from here, if it was read as HTTP. */
  readonly filtered?: FilteredHttp;
}

/** A stage of one hop: its own answer, or the next stage's turn. */
export type Outcome =
  | { readonly kind: 'deny'; readonly reason: string; readonly status?: number; readonly policies?: readonly DecidingPolicy[] }
  | { readonly kind: 'unknown'; readonly reason: string; readonly missing: readonly MissingFact[]; readonly policies?: readonly DecidingPolicy[] }
  | { readonly kind: 'pass'; readonly reason: string; readonly policies?: readonly DecidingPolicy[] };

export function unknownVerdict(reason: string, ...missing: readonly MissingFact[]): Verdict {
  return { kind: 'unknown', reason, policies: [], missing, steps: [] };
}

export function passVerdict(reason: string): Verdict {
  return { kind: 'pass', reason, policies: [], missing: [], steps: [] };
}

/** A later denial is certain, whatever an earlier hop leaves open. */
export function afterwards(first: Verdict, second: Verdict): Verdict {
  if (first.kind === 'deny') return first;
  const steps = [...first.steps, ...second.steps];
  if (second.kind === 'deny' || first.kind === 'pass') {
    const decided = second.hop === undefined && second.kind === 'pass' ? { ...second, hop: first.hop, policies: first.policies, reason: first.reason } : second;
    return { ...decided, steps };
  }
  return { ...first, missing: [...first.missing, ...second.missing], steps };
}

/** The answer when it depends on something that was not said: the common one, or unknown. */
export function agree(verdicts: readonly Verdict[], question: MissingFact): Verdict {
  if (verdicts.length === 1) return verdicts[0];
  const [first, ...others] = verdicts;
  if (others.every((other) => other.kind === first.kind)) {
    return others.every((other) => other.status === first.status) ? first : { ...first, status: undefined };
  }
  const answers = verdicts.map((verdict) => `${verdict.kind === 'pass' ? 'ALLOW' : verdict.kind === 'deny' ? 'DENY' : 'UNKNOWN'}: ${verdict.reason}`);
  return {
    ...unknownVerdict(`the answer depends on ${question.fact} (${[...new Set(answers)].join('; ')})`, question, ...verdicts.flatMap((one) => one.missing)),
    policies: verdicts.flatMap((one) => one.policies),
    steps: verdicts.flatMap((one) => one.steps),
  };
}
