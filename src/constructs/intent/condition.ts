import { checkHeaderName, checkList, checkText, inCode } from './text-checks';
import { Condition as ConditionModel, endingWith, exactly, ListMatch, present, startingWith, StringMatch } from '../../model';
import { misuse } from '../../problems';

/** Registered claims that are numbers. Istio compares text, so a rule about them would never match. */
const NUMERIC_CLAIMS: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at']);

/** Claims that Istio always takes for lists with blanks between their entries. */
const SPLIT_CLAIMS: ReadonlySet<string> = new Set(['scope', 'permission']);

/**
 * Something that must hold of a request besides caller, method and path. Every condition of a grant must hold.
 *
 * Negative conditions are read strictly: in a grant they ask for the attribute to be there and to differ, in a denial
 * they also match when it is missing.
 *
 * @see https://istio.io/latest/docs/reference/config/security/conditions/
 */
export class Condition {
  /**
   * A header has one of these values. Callers choose their headers: a condition on one is no proof of who they are.
   * @param name of the header, in any case
   * @param values compared exactly, case included
   */
  public static headerIs(name: string, values: string[]): Condition {
    return Condition.on(headerKey(name), { values: exactValues(`header ${name}`, values) });
  }

  /**
   * A header is there, and has none of these values.
   * @param name of the header, in any case
   * @param values compared exactly, case included
   */
  public static headerIsNot(name: string, values: string[]): Condition {
    return Condition.on(headerKey(name), { notValues: exactValues(`header ${name}`, values) });
  }

  /**
   * A header starts with one of these texts.
   * @param name of the header, in any case
   * @param prefixes compared case included
   */
  public static headerStartsWith(name: string, prefixes: string[]): Condition {
    return Condition.on(headerKey(name), { values: mapped(`header ${name}`, prefixes, startingWith) });
  }

  /**
   * A header ends with one of these texts.
   * @param name of the header, in any case
   * @param suffixes compared case included
   */
  public static headerEndsWith(name: string, suffixes: string[]): Condition {
    return Condition.on(headerKey(name), { values: mapped(`header ${name}`, suffixes, endingWith) });
  }

  /**
   * A header is there, with whatever value, also an empty one.
   * @param name of the header, in any case
   */
  public static headerPresent(name: string): Condition {
    return Condition.on(headerKey(name), { values: [present] });
  }

  /**
   * A header is not there.
   * @param name of the header, in any case
   */
  public static headerAbsent(name: string): Condition {
    return Condition.on(headerKey(name), { notValues: [present] });
  }

  /**
   * A claim of the validated token is one of these texts, or a list with one of them. Needs a `JwtAuthentication` or
   * `JwtGateway` where the rule is enforced.
   * @param claim the name of the claim; dots are part of the name
   * @param values compared exactly, case included
   */
  public static claimIs(claim: string, values: string[]): Condition {
    return Condition.on(claimKey([claim]), { values: claimValues(claim, values) });
  }

  /**
   * A claim of the validated token is there, and is none of these texts.
   * @param claim the name of the claim; dots are part of the name
   * @param values compared exactly, case included
   */
  public static claimIsNot(claim: string, values: string[]): Condition {
    return Condition.on(claimKey([claim]), { notValues: claimValues(claim, values) });
  }

  /**
   * A claim inside of other claims is one of these texts, or a list with one of them.
   * @param path the names from the outermost object to the claim
   * @param values compared exactly, case included
   */
  public static nestedClaimIs(path: string[], values: string[]): Condition {
    return Condition.on(claimKey(path), { values: claimValues(path.join('/'), values) });
  }

  /**
   * The server name of the TLS connection is one of these. Inside the mesh sidecars send names of their own form, so
   * this is for gateways and for TLS that the application terminates.
   * @param names in lower case
   */
  public static serverNameIs(names: string[]): Condition {
    names.filter((name) => name !== name.toLowerCase()).forEach((value) => {
      throw misuse('INVALID_SNI', inCode(`server name ${value}`), { value });
    });
    return Condition.on('connection.sni', { values: exactValues('server name', names) });
  }

  private static on(key: string, match: ListMatch<StringMatch>): Condition {
    return new Condition({ key, match });
  }

  private constructor(private readonly condition: ConditionModel) {}

  /** @internal */
  public _toModel(): ConditionModel {
    return Object.freeze(this.condition);
  }
}

/** The host is also compared by the operation, which ignores case as DNS does; a header condition does not. */
function headerKey(name: string): string {
  if (checkHeaderName(name).toLowerCase() === 'host') {
    throw misuse('INVALID_HEADER_NAME', inCode(`header ${name}`), { value: name });
  }
  return `request.headers[${name}]`;
}

function claimKey(path: readonly string[]): string {
  const names = checkList('claim', path);
  names.forEach(checkClaimName);
  return `request.auth.claims${names.map((name) => `[${name}]`).join('')}`;
}

function checkClaimName(claim: string): void {
  if (NUMERIC_CLAIMS.has(claim)) {
    const fix = 'Leave it out: expiry and issue time are checked when the token is validated.';
    throw misuse('UNMATCHABLE_CLAIM', inCode(`claim ${claim}`), { claim, why: 'its value is a number', fix });
  }
  if (claim === '' || /[[\]\s]/.test(claim)) {
    throw misuse('UNMATCHABLE_CLAIM', inCode(`claim ${claim}`), {
      claim: `"${claim}"`, why: 'its name is empty or has brackets or blanks', fix: 'Use nestedClaimIs for a claim inside of another.',
    });
  }
}

function claimValues(claim: string, values: readonly string[]): readonly [StringMatch, ...StringMatch[]] {
  if (values.some((value) => value === 'true' || value === 'false')) {
    const fix = 'Let the issuer write it as text, or as an entry of a list such as "roles".';
    throw misuse('UNMATCHABLE_CLAIM', inCode(`claim ${claim}`), { claim, why: 'true and false are not text in a token', fix });
  }
  if (SPLIT_CLAIMS.has(claim) && values.some((value) => /\s/.test(value))) {
    const fix = 'Ask for one of its words; to ask for several, use a condition for each.';
    throw misuse('UNMATCHABLE_CLAIM', inCode(`claim ${claim}`), { claim, why: 'Istio splits it at its blanks', fix });
  }
  return exactValues(`claim ${claim}`, values);
}

const exactValues = (field: string, values: readonly string[]) => mapped(field, values, exactly);

function mapped(field: string, values: readonly string[], match: (value: string) => StringMatch): readonly [StringMatch, ...StringMatch[]] {
  const [first, ...others] = checkList(field, values).map((value) => match(checkText(field, value)));
  return [first, ...others];
}
