import { checkText, inCode } from './text-checks';
import { checkString } from './type-checks';
import { endingWith, exactly, startingWith, StringMatch } from '../../model';
import { misuse } from '../../problems';

/**
 * A request path, or a set of them, in one of the four forms that Istio can compare. The path is compared after
 * normalisation and without query and fragment, and case counts.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation
 */
export class PathMatch {
  /**
   * Exactly this path.
   * @param path from its first slash, for example `/charge`
   */
  public static exact(path: string): PathMatch {
    return new PathMatch(exactly(checkLiteral(checkPath(path))));
  }

  /**
   * Every path that starts with this text. `/cart/` matches `/cart/1`, and not `/cart`.
   * @param path from its first slash, for example `/cart/`
   */
  public static prefix(path: string): PathMatch {
    return new PathMatch(startingWith(checkLiteral(checkPath(path))));
  }

  /**
   * Every path that ends with this text.
   * @param ending for example `.png` or `/info`
   */
  public static suffix(ending: string): PathMatch {
    return new PathMatch(endingWith(checkLiteral(checkCharacters(checkString('path', ending)))));
  }

  /**
   * Every path of this shape: `{*}` stands for one segment, `{**}` for any number of them.
   * @param template for example `/orders/{*}/items` or `/static/{**}`
   */
  public static template(template: string): PathMatch {
    return new PathMatch({ kind: 'template', value: checkTemplate(template) });
  }

  /**
   * Reads the form from the text: `/a` exactly, `/a/*` by prefix, `*.png` by suffix, `/a/{*}` as a template.
   * @param text the path as Istio writes it
   * @throws when a star or brace stands where Istio would take it literally
   */
  public static parse(text: string): PathMatch {
    checkString('path', text);
    if (text.includes('{') || text.includes('}')) {
      return PathMatch.template(text);
    }
    if (text.startsWith('*')) {
      return PathMatch.suffix(text.slice(1));
    }
    return text.endsWith('*') ? PathMatch.prefix(text.slice(0, -1)) : PathMatch.exact(text);
  }

  private constructor(private readonly match: StringMatch) {}

  /** @internal */
  public _toModel(): StringMatch {
    return Object.freeze(this.match);
  }
}

function checkPath(path: string): string {
  if (!checkString('path', path).startsWith('/')) {
    throw misuse('INVALID_PATH', inCode(`path ${path}`), { value: path, why: 'it does not start with a slash' });
  }
  return checkCharacters(path);
}

/** What is never there any more when Istio compares, in the order in which it is looked for. */
const FAULTS: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^$/, 'it is empty'],
  [/[?#]/, 'query and fragment are not part of the path'],
  [/\s/, 'it contains a blank'],
  [/[^\u0021-\u007e]/, 'Envoy refuses characters outside ASCII'],
  [/(^|\/)\.{1,2}(;[^/]*)?(\/|$)/, 'dot segments are resolved before the comparison'],
  [/\\/, 'a backslash becomes a slash before the comparison'],
  [/["<>^`|]/, 'characters such as | and ^ are percent-encoded before the comparison'],
  [/%(2[DE]|3\d|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9AE])/i, 'percent-encoded letters, digits and - . _ ~ are decoded before the comparison'],
];

function checkCharacters(path: string): string {
  const why = FAULTS.find(([pattern]) => pattern.test(path))?.[1];
  if (why !== undefined) {
    throw misuse('INVALID_PATH', inCode(`path ${path}`), { value: path, why });
  }
  return path;
}

/** Istio takes braces for an attempt at a template wherever they stand. */
function checkLiteral(path: string): string {
  if (/[{}]/.test(path)) {
    throw misuse('INVALID_TEMPLATE', inCode(`path ${path}`), { value: path, why: 'braces belong to templates' });
  }
  return checkText('path', path);
}

const OPERATORS = ['{*}', '{**}'];
const LITERAL_SEGMENT = /^[A-Za-z0-9\-._~%!$&'()+,;:@=]+$/;

/** The rules of Istio's webhook, and those by which Envoy would abort when it loads the listener. */
function checkTemplate(template: string): string {
  const segments = checkPath(template).slice(1).split('/');
  const refuse = (why: string) => misuse('INVALID_TEMPLATE', inCode(`path ${template}`), { value: template, why });
  segments.forEach((segment, index) => {
    const isTrailingSlash = segment === '' && index === segments.length - 1 && index > 0;
    if (!OPERATORS.includes(segment) && !isTrailingSlash && !LITERAL_SEGMENT.test(segment)) {
      throw refuse(segment === '' ? 'it has an empty segment' : `"${segment}" is neither a literal segment nor {*} nor {**}`);
    }
  });
  if (!segments.some((segment) => OPERATORS.includes(segment))) {
    throw refuse('it has no operator');
  }
  const rest = segments.indexOf('{**}');
  if (rest !== -1 && segments.slice(rest + 1).some((segment) => OPERATORS.includes(segment))) {
    throw refuse('an operator follows {**}');
  }
  return template;
}
