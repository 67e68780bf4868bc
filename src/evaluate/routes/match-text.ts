import { RE2JS } from '@bufbuild/re2';
import { RoutePath, RouteText } from '../../model/mesh';
import { Truth, truthOf, unknown } from '../truth/truth';
import { lowerCase } from '../values/string-dialects';

/** Whether a text is what a route asks for. */
export function matchesRouteText({ kind, value }: RouteText, text: string): Truth {
  switch (kind) {
    case 'present': return truthOf(true);
    case 'exact': return truthOf(text === value);
    case 'prefix': return truthOf(text.startsWith(value));
    case 'regex': return matchesRegex(value, text);
  }
}

/** The path without its query. Regular expressions know no case to be ignored. */
export function matchesRoutePath({ kind, value, ignoresCase }: RoutePath, path: string): Truth {
  if (kind === 'regex') return matchesRegex(value, path);
  const [wanted, found] = ignoresCase ? [lowerCase(value), lowerCase(path)] : [value, path];
  if (kind === 'exact') return truthOf(found === wanted);
  if (kind === 'prefix' || wanted === '/') return truthOf(found.startsWith(wanted));
  const prefix = wanted.replace(/\/$/, '');
  return truthOf(found === prefix || found.startsWith(`${prefix}/`));
}

const expressions = new Map<string, RE2JS | undefined>();

/** RE2, for the whole text. Envoy does not load a route whose expression is none. */
function matchesRegex(expression: string, text: string): Truth {
  if (!expressions.has(expression)) expressions.set(expression, compiled(expression));
  const compiledOne = expressions.get(expression);
  if (!compiledOne) return unknown({ fact: `what a proxy does that cannot load the regular expression ${expression}`, supply: 'an expression of RE2' });
  return truthOf(compiledOne.testExact(text));
}

function compiled(expression: string): RE2JS | undefined {
  try {
    return new RE2JS(expression);
  } catch {
    return undefined;
  }
}
