import { Condition } from './condition';
import { checkList, checkText } from './text-checks';
import { toModel } from './type-checks';
import { TokenUser } from '../../model';

/** What is asked of a token. */
export interface TokenOptions {
  readonly issuer: string;
  readonly subject?: string;
  readonly claims?: { readonly [claim: string]: string };
  readonly when?: readonly Condition[];
}

/** The user whom a token must name. */
export function tokenUser(options: TokenOptions): TokenUser {
  const issuer = checkText('issuer', options.issuer);
  const named = entriesOf(options.claims).map(([claim, value]) => Condition.claimIs(claim, [value]));
  // Istio cuts a request principal at its last slash, so a subject with one is compared as a claim instead.
  const isSplit = options.subject?.includes('/') ?? false;
  const bySubject = isSplit ? [Condition.claimIs('sub', [options.subject!])] : [];
  const further = options.when === undefined ? [] : checkList('when', options.when);
  const claims = [...named, ...bySubject, ...further].map((condition) => toModel('when', 'a list of Condition', condition));
  return { issuer, claims, ...(options.subject === undefined || isSplit ? {} : { subject: checkText('subject', options.subject) }) };
}

/** Without an entry every user of the issuer would be meant, by accident. */
function entriesOf(claims: TokenOptions['claims']): readonly (readonly [string, string])[] {
  return claims === undefined ? [] : checkList('claims', Object.entries(claims));
}
