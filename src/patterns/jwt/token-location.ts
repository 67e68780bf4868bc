import { checkHeaderName, checkReason, checkText, hasBlank, inCode } from '../../constructs/intent/text-checks';
import { TokenPlace } from '../../model';
import { misuse } from '../../problems';

/** Why a token is read from the URL. */
export interface QueryParameterOptions {
  /** At least three words, for whoever reads the code later. */
  readonly reason: string;
}

/**
 * Where a request carries its token.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/#JWTRule
 * @example
 *
 * TokenLocation.bearer();
 * TokenLocation.header('x-id-token');
 * TokenLocation.cookie('session');
 */
export class TokenLocation {
  /** The header `Authorization`, after the word `Bearer`. */
  public static bearer(): TokenLocation {
    return new TokenLocation({ kind: 'header', name: 'Authorization', prefix: 'Bearer ' });
  }

  /**
   * A header of its own.
   * @param name of the header
   * @param prefix that stands before the token, case and trailing blank included; Istio looks for it anywhere in the value
   * @throws when the name is no header name
   */
  public static header(name: string, prefix?: string): TokenLocation {
    return new TokenLocation({ kind: 'header', name: checkHeaderName(name), prefix: prefix === undefined ? '' : checkText('prefix', prefix) });
  }

  /**
   * A cookie. Unlike other tokens it always reaches the backend, too, and browsers send it unasked: protect what it
   * opens against cross-site requests.
   * @param name of the cookie
   * @throws when the name is empty or has characters that no cookie name has
   */
  public static cookie(name: string): TokenLocation {
    return new TokenLocation({ kind: 'cookie', name: checkToken('cookie', name) });
  }

  /**
   * A query parameter. Tokens in URLs end up in logs, histories and referrers, so it needs a reason.
   * @param name of the parameter, for example `access_token`
   * @param options the reason
   * @throws when the reason is missing
   */
  public static queryParameter(name: string, options: QueryParameterOptions): TokenLocation {
    const reason = checkReason('a token in the URL', options?.reason);
    return new TokenLocation({ kind: 'query-parameter', name: checkToken('query parameter', name), reason });
  }

  private constructor(private readonly place: TokenPlace) {}

  /** @internal */
  public _toModel(): TokenPlace {
    return Object.freeze(this.place);
  }
}

function checkToken(field: string, name: string): string {
  checkText(field, name);
  if (hasBlank(name) || /[=;,&?#]/.test(name)) {
    throw misuse('INVALID_ISSUER', inCode(`${field} ${name}`), { issuer: name, why: `it is no name of a ${field}`, fix: 'Use letters, digits, "-", "_" and ".".' });
  }
  return name;
}
