import { matchesRoutePath, matchesRouteText } from './match-text';
import { HttpEntry } from './route-config';
import { HttpRouteMatch, NamedRouteText } from '../../model/mesh';
import { readingsOf } from '../http/header-lines';
import { HttpFacts } from '../http/http-facts';
import { whenKnown } from '../truth/fact';
import { missingReading } from '../truth/reading';
import { allOf, anyOf, NO, not, Truth, truthOf, unknown, YES } from '../truth/truth';

/** Whether a request is one that a match of a route is for. */
function matchesHttp(match: HttpRouteMatch, http: HttpFacts): Truth {
  const { path, method, authority, headers, withoutHeaders, queryParams } = match;
  return allOf([
    () => whenKnown(http.path, (known) => pathTruth(path, known)),
    () => (method ? matchesRouteText(method, http.method) : YES),
    () => (authority ? matchesRouteText(authority, http.host) : YES),
    () => allOf(headers, (header) => hasHeader(header, http)),
    () => allOf(withoutHeaders, (header) => not(hasHeaderOrEmpty(header, http))),
    () => allOf(queryParams, (param) => hasParam(param, http)),
  ], (holds) => holds());
}

/** Whether an entry takes a request; one without a match takes all but CONNECT. */
export function takesHttp({ match }: HttpEntry, http: HttpFacts): Truth {
  if (!match) return whenKnown(http.path, (path) => truthOf(path !== undefined));
  return match.kind === 'read' ? matchesHttp(match.value, http) : unknown(missingReading(match.diagnostic));
}

/** CONNECT has no path, and takes none of these routes. */
function pathTruth(wanted: HttpRouteMatch['path'], path: string | undefined): Truth {
  if (path === undefined) return NO;
  return wanted ? matchesRoutePath(wanted, path) : truthOf(path.startsWith('/'));
}

/** Envoy joins the lines of a header before it routes by them. */
function hasHeader({ name, text }: NamedRouteText, http: HttpFacts): Truth {
  return headerTruth(name, http, (value) => (value === undefined ? NO : matchesRouteText(text, value)));
}

/** A missing header counts as an empty one, except where any value will do. */
function hasHeaderOrEmpty({ name, text }: NamedRouteText, http: HttpFacts): Truth {
  return headerTruth(name, http, (value) => (value === undefined && text.kind === 'present' ? NO : matchesRouteText(text, value ?? '')));
}

function headerTruth(name: string, http: HttpFacts, holds: (value: string | undefined) => Truth): Truth {
  if (name === 'host') return holds(http.host);
  if (http.unknownHeaders.has(name)) {
    return unknown({ fact: `the value of the header ${name} at this point`, supply: 'a route that does not read it' });
  }
  return whenKnown(readingsOf(http, name), (readings) => {
    const truths = readings.map((lines) => holds(lines.length === 0 ? undefined : lines.join(',')));
    return truths.every(({ kind }) => kind === truths[0].kind)
      ? truths[0] : unknown({ fact: `whether Envoy joins the lines of ${name}`, supply: `http.headers["${name}"] as one line` });
  });
}

/** The first parameter of a name, as it is on the wire. */
function hasParam({ name, text }: NamedRouteText, { query, unknownHeaders }: HttpFacts): Truth {
  if (unknownHeaders.has(':path')) return unknown({ fact: 'how the query is written at this point', supply: 'http.path with plain parameters' });
  const params = query.replace(/^\?/, '').split('&').map((param) => {
    const equals = param.indexOf('=');
    return equals < 0 ? [param, ''] : [param.slice(0, equals), param.slice(equals + 1)];
  });
  const found = params.find(([key]) => key === name);
  return anyOf(found ? [found[1]] : [], (value) => matchesRouteText(text, value));
}
