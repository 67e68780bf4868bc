import { MissingFact } from '../../model/mesh';

/** Whether something holds: yes, no, or it depends on facts that nobody gave (Kleene's three values). */
export type Truth =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no' }
  | { readonly kind: 'unknown'; readonly missing: readonly MissingFact[] };

export const YES: Truth = Object.freeze({ kind: 'yes' });
export const NO: Truth = Object.freeze({ kind: 'no' });

export function truthOf(holds: boolean): Truth {
  return holds ? YES : NO;
}

export function unknown(...missing: readonly MissingFact[]): Truth {
  return { kind: 'unknown', missing };
}

export function not(truth: Truth): Truth {
  if (truth.kind === 'unknown') return truth;
  return truthOf(truth.kind === 'no');
}

/** Yes as soon as one is yes, whatever is unknown beside it. */
export function anyOf<T>(items: readonly T[], holds: (item: T) => Truth): Truth;
export function anyOf<T, C>(items: readonly T[], holds: (item: T, context: C) => Truth, context: C): Truth;
export function anyOf<T, C>(items: readonly T[], holds: (item: T, context: C) => Truth, context?: C): Truth {
  return settle(items, holds, context as C, 'yes') ?? NO;
}

/** No as soon as one is no, whatever is unknown beside it. */
export function allOf<T>(items: readonly T[], holds: (item: T) => Truth): Truth;
export function allOf<T, C>(items: readonly T[], holds: (item: T, context: C) => Truth, context: C): Truth;
export function allOf<T, C>(items: readonly T[], holds: (item: T, context: C) => Truth, context?: C): Truth {
  return settle(items, holds, context as C, 'no') ?? YES;
}

/** The context saves whoever asks often a function for each question. */
function settle<T, C>(items: readonly T[], holds: (item: T, context: C) => Truth, context: C, decisive: 'yes' | 'no'): Truth | undefined {
  let missing: MissingFact[] | undefined;
  for (const item of items) {
    const truth = holds(item, context);
    if (truth.kind === decisive) return truth;
    if (truth.kind === 'unknown') (missing ??= []).push(...truth.missing);
  }
  return missing && unknown(...missing);
}
