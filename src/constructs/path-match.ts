import { endingWith, exactly, startingWith, StringMatch } from '../model';
import { misuse } from '../problems';
import { checkText, hasBlank, inCode } from './text-checks';

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
    return new PathMatch(exactly(checkText('path', checkPath(path))));
  }

  /**
   * Every path that starts with this text. `/cart/` matches `/cart/1`, and not `/cart`.
   * @param path from its first slash, for example `/cart/`
   */
  public static prefix(path: string): PathMatch {
    return new PathMatch(startingWith(checkText('path', checkPath(path))));
  }

  /**
   * Every path that ends with this text.
   * @param ending for example `.png` or `/info`
   */
  public static suffix(ending: string): PathMatch {
    return new PathMatch(endingWith(checkText('path', checkCharacters(ending))));
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
  if (!path.startsWith('/')) {
    throw misuse('INVALID_PATH', inCode(`path ${path}`), { value: path, why: 'it does not start with a slash' });
  }
  return checkCharacters(path);
}

function checkCharacters(path: string): string {
  const why = path === '' ? 'it is empty'
    : /[?#]/.test(path) ? 'query and fragment are not part of the path'
      : hasBlank(path) ? 'it contains a blank'
        : /[^\u0021-\u007e]/.test(path) ? 'Envoy refuses characters outside ASCII'
          : /(^|\/)\.{1,2}(\/|$)/.test(path) ? 'dot segments are resolved before the comparison'
            : undefined;
  if (why !== undefined) {
    throw misuse('INVALID_PATH', inCode(`path ${path}`), { value: path, why });
  }
  return path;
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
  const rest = segments.indexOf('{**}');
  if (rest !== -1 && segments.slice(rest + 1).some((segment) => OPERATORS.includes(segment))) {
    throw refuse('an operator follows {**}');
  }
  return template;
}
