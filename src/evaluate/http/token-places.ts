import { HttpFacts } from './http-facts';
import { HttpRequest, Token } from '../../model/mesh';
import { lowerCase } from '../values/string-dialects';

/** A request with its tokens written where they are carried. */
export interface WrittenTokens {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** The request target, with the tokens that are query parameters. */
  readonly target: string;
  /** By the text that stands for the token. */
  readonly tokens: ReadonlyMap<string, Token>;
}

/** Tokens stand for themselves as texts of the characters that JWTs are made of. */
export function writeTokens(http: HttpRequest): WrittenTokens {
  const headers = new Map([...http.headers].map(([name, lines]): [string, readonly string[]] => [lowerCase(name), lines]));
  const tokens = new Map<string, Token>();
  let target = http.path;
  for (const [index, token] of http.tokens.entries()) {
    const text = `eyJ.token-${index}.request`;
    tokens.set(text, token);
    const { place } = token;
    if ('header' in place) addLine(headers, lowerCase(place.header), place.prefix + text);
    else if ('cookie' in place) addLine(headers, 'cookie', `${place.cookie}=${text}`);
    else target = addParameter(target, `${place.param}=${text}`);
  }
  return { headers, target, tokens };
}

function addLine(headers: Map<string, readonly string[]>, name: string, line: string): void {
  headers.set(name, [...headers.get(name) ?? [], line]);
}

function addParameter(target: string, parameter: string): string {
  const [whole, ...fragment] = target.split('#');
  const added = `${whole}${whole.includes('?') ? '&' : '?'}${parameter}`;
  return [added, ...fragment].join('#');
}

/** What is left of a request without the texts that stand for its tokens, and the tokens that it still carries. */
export function withoutTokens({ headers, query }: Pick<HttpFacts, 'headers' | 'query'>, tokens: ReadonlyMap<string, Token>) {
  const lines = [...headers.values()].flat();
  const params = query.replace(/^\?/, '').split('&');
  const kept = [...tokens].filter(([text]) => [...lines, ...params].some((place) => place.includes(text))).map(([, token]) => token);
  const carriesNone = (text: string): boolean => ![...tokens.keys()].some((token) => text.includes(token));
  const left = [...headers].flatMap(([name, all]): readonly [string, readonly string[]][] => {
    const own = all.filter(carriesNone);
    return own.length > 0 || all.length === 0 ? [[name, own]] : [];
  });
  const leftParams = params.filter(carriesNone);
  return { headers: new Map(left), query: leftParams.join('') === '' && leftParams.length < 2 ? '' : `?${leftParams.join('&')}`, kept };
}
