import { Truth, unknown } from './truth';
import { MissingFact } from '../../model/mesh';

/** A value, or what to supply to get one. */
export type Fact<T> = { readonly kind: 'known'; readonly value: T } | { readonly kind: 'unknown'; readonly missing: MissingFact };

export function known<T>(value: T): Fact<T> {
  return { kind: 'known', value };
}

export function missingFact<T>(fact: string, supply: string): Fact<T> {
  return { kind: 'unknown', missing: { fact, supply } };
}

export function whenKnown<T>(fact: Fact<T>, holds: (value: T) => Truth): Truth {
  return fact.kind === 'known' ? holds(fact.value) : unknown(fact.missing);
}
