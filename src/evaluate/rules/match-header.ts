import { HeaderLines, readingsOf } from '../http/header-lines';
import { HttpFacts } from '../http/http-facts';
import { whenKnown } from '../truth/fact';
import { Truth, truthOf, unknown } from '../truth/truth';
import { matchesPresent, TextPattern } from '../values/string-dialects';

/** Any line that matches is enough; `*` asks for presence only (1.18). */
export function matchesHeader(name: string, pattern: TextPattern, http: HttpFacts): Truth {
  if (name === ':method') return truthOf(matchesPresent(pattern, http.method));
  if (name === ':authority' || name === 'host') return truthOf(matchesPresent(pattern, http.host));
  if (name === ':path' && !http.unknownHeaders.has(name)) return whenKnown(http.path, (path) => truthOf(path !== undefined && matchesPresent(pattern, path + http.query)));
  if (name.startsWith(':') || http.unknownHeaders.has(name)) {
    return unknown({ fact: `the value of the header ${name} at this point`, supply: 'a rule that does not read it' });
  }
  const matches = (lines: HeaderLines) => lines.some((line) => matchesPresent(pattern, line));
  return whenKnown(readingsOf(http, name), (readings) => agreed(readings.map(matches), name));
}

function agreed([first, ...others]: readonly boolean[], name: string): Truth {
  if (others.every((other) => other === first)) return truthOf(first);
  return unknown({ fact: `whether Envoy joins the lines of ${name}`, supply: `http.headers["${name}"] as one line` });
}
