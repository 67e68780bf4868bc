import { checkWrittenHeader, claimHeadersOf } from './jwt-claim-headers';
import { checkJwks, checkJwksUri } from './jwt-keys';
import { TokenLocation } from './token-location';
import { checkList, checkText, hasBlank, inCode } from '../../constructs/intent/text-checks';
import { toModel } from '../../constructs/intent/type-checks';
import { isNonEmpty, NonEmpty, TokenIssuer, TokenKeys, TokenPlace } from '../../model';
import { misuse } from '../../problems';

/** How an issuer's tokens are validated, and what the backend gets to see of them. */
export interface IssuerProps {
  /**
   * The `aud` values by which the issuer knows your application; a token needs one of them. At least one: without, a
   * token that was made for any other application would do.
   */
  readonly audiences: string[];

  /**
   * The https address of the issuer's JSON Web Key Set. By default istiod fetches it, so it must be reachable from
   * there; while it is not, every token of the issuer is refused.
   * @default - the keys are passed as `jwks`; one of the two is needed
   */
  readonly jwksUri?: string;

  /**
   * The issuer's JSON Web Key Set as JSON text. Public keys only. A new key needs a new manifest.
   * @default - the keys are fetched from `jwksUri`; one of the two is needed
   */
  readonly jwks?: string;

  /**
   * Where requests carry the token.
   * @default - the header `Authorization: Bearer`; never the query parameter that Istio would read by itself
   */
  readonly locations?: TokenLocation[];

  /**
   * Headers that the proxy writes for the backend, by name, and the claim that each is taken from. Claims can be
   * text, whole numbers or booleans; a dot goes into a claim inside of another. Requests that bring such a header of
   * their own, or its spelling with underscores, lose it or are refused.
   * @default - none
   */
  readonly claimHeaders?: { [header: string]: string };

  /**
   * Whether the backend gets the token itself, too. It can then use it elsewhere in the user's name.
   * @default false - the proxy takes it out of the request; cookies stay
   */
  readonly forwardToken?: boolean;

  /**
   * Claims that are lists written with blanks between their entries, besides `scope` and `permission`, at most 64.
   * @default - none
   */
  readonly spaceDelimitedClaims?: string[];

  /**
   * A header that gets the token's whole payload, as base64url. Prefer `claimHeaders`, which show what is used.
   * @default - none
   */
  readonly outputPayloadToHeader?: string;
}

/**
 * Whoever signs tokens for your users. Istio compares the issuer with the token's `iss` exactly: write it with a slash
 * at the end if and only if the tokens have one. A token needs a subject (`sub`) to count as one.
 *
 * @see https://istio.io/latest/docs/reference/config/security/jwt/
 * @example
 *
 * Issuer.of('https://idp.example/', {
 *   jwksUri: 'https://idp.example/keys',
 *   audiences: ['shop'],
 *   claimHeaders: { 'x-user-id': 'sub' },
 * });
 */
export class Issuer {
  /**
   * An issuer and how its tokens are validated.
   * @param issuer the token's `iss`, exactly
   * @param props audiences, keys, locations and headers
   * @throws when there is no audience, when there are no keys or keys twice, when keys are private or fetched without
   * TLS, and when a claim would be written to a header that is not safe
   */
  public static of(issuer: string, props: IssuerProps): Issuer {
    checkIssuer(issuer);
    return new Issuer(Object.freeze({
      issuer,
      audiences: audiencesOf(issuer, props.audiences),
      keys: keysOf(issuer, props),
      places: placesOf(props.locations),
      claimHeaders: claimHeadersOf(props.claimHeaders ?? {}),
      forwardsToken: props.forwardToken ?? false,
      spaceDelimitedClaims: (props.spaceDelimitedClaims ?? []).map((claim) => checkText('space delimited claim', claim)),
      ...(props.outputPayloadToHeader === undefined ? {} : { payloadHeader: checkWrittenHeader(props.outputPayloadToHeader) }),
    }));
  }

  private constructor(private readonly model: TokenIssuer) {}

  /** Its name: what `iss` of its tokens says. */
  public get name(): string {
    return this.model.issuer;
  }

  /** @internal */
  public _toModel(): TokenIssuer {
    return this.model;
  }
}

/**
 * Issuers that are validated in one place. Each once, and all with the same locations: Istio stops at the first good
 * token and does not look at what stands in the places of other issuers.
 */
export function checkIssuers(place: string, issuers: readonly Issuer[]): NonEmpty<TokenIssuer> {
  const [first, ...others] = checkList('issuers', issuers).map((issuer) => toModel('issuers', 'a list of Issuer', issuer));
  const names = [first, ...others].map(({ issuer }) => issuer);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw misuse('DUPLICATE_ISSUER', { constructPath: place }, { issuer: twice });
  }
  const apart = others.find((issuer) => placesKey(issuer) !== placesKey(first));
  if (apart !== undefined) {
    throw misuse('TOKEN_LOCATIONS_DIFFER', { constructPath: place }, { issuer: first.issuer, other: apart.issuer });
  }
  return [first, ...others];
}

function placesKey({ places }: TokenIssuer): string {
  return places.map((place) => JSON.stringify([place.kind, place.kind === 'header' ? [place.name.toLowerCase(), place.prefix] : place.name])).sort().join();
}

function checkIssuer(issuer: string): void {
  checkText('issuer', issuer);
  if (hasBlank(issuer)) {
    throw misuse('INVALID_ISSUER', inCode(`issuer ${issuer}`), { issuer, why: 'it contains a blank', fix: 'Write iss exactly as it stands in the tokens.' });
  }
}

function audiencesOf(issuer: string, audiences: readonly string[] | undefined): NonEmpty<string> {
  const named = [...new Set((audiences ?? []).map((audience) => checkText('audience', audience)))];
  if (!isNonEmpty(named)) {
    throw misuse('AUDIENCES_MISSING', inCode(`issuer ${issuer}`), { issuer });
  }
  return named;
}

function keysOf(issuer: string, { jwksUri, jwks }: IssuerProps): TokenKeys {
  if (jwksUri !== undefined && jwks === undefined) {
    return checkJwksUri(issuer, jwksUri);
  }
  if (jwks !== undefined && jwksUri === undefined) {
    return checkJwks(issuer, jwks);
  }
  const why = jwks === undefined ? 'it has neither jwksUri nor jwks' : 'it has both jwksUri and jwks';
  throw misuse('INVALID_ISSUER', inCode(`issuer ${issuer}`), { issuer, why, fix: 'Pass one of the two.' });
}

function placesOf(locations: readonly TokenLocation[] | undefined): NonEmpty<TokenPlace> {
  const [first, ...others] = checkList('locations', locations ?? [TokenLocation.bearer()]);
  return [first._toModel(), ...others.map((location) => location._toModel())];
}
