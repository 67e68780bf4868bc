import { ListMatch, NonEmpty } from './non-empty';
import { StringMatch } from './string-match';

/** One alternative of a rule's `from`: every field that is there must match. */
export interface SourceMatch {
  readonly principals?: ListMatch<StringMatch>;
  readonly requestPrincipals?: ListMatch<StringMatch>;
  readonly namespaces?: ListMatch<StringMatch>;
  readonly ipBlocks?: ListMatch<string>;
  readonly remoteIpBlocks?: ListMatch<string>;
}

/** One alternative of a rule's `to`: every field that is there must match. */
export interface OperationMatch {
  readonly ports?: ListMatch<number>;
  readonly methods?: ListMatch<StringMatch>;
  readonly paths?: ListMatch<StringMatch>;
  readonly hosts?: ListMatch<StringMatch>;
}

/** One entry of a rule's `when`: an attribute and the values it must, or must not, have. */
export interface Condition {
  readonly key: string;
  readonly match: ListMatch<StringMatch>;
}

/** Some alternative of `from`, and some of `to`, and every condition of `when`. */
export interface Rule {
  readonly from: 'any' | NonEmpty<SourceMatch>;
  readonly to: 'any' | NonEmpty<OperationMatch>;
  readonly when: readonly Condition[];
}

/**
 * What a policy matches. Istio spells "nothing" as absent rules and "everything" as one empty rule: a slip between
 * the two turns deny-all into allow-all, so here they are different words.
 */
export type Rules =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'everything' }
  | { readonly kind: 'some'; readonly rules: NonEmpty<Rule> };

export const nothing: Rules = Object.freeze({ kind: 'nothing' });
export const everything: Rules = Object.freeze({ kind: 'everything' });
export const someRules = (rules: NonEmpty<Rule>): Rules => Object.freeze({ kind: 'some', rules });
