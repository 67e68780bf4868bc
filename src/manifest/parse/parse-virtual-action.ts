import type { ObjectReader } from './object-reader';
import { parseHeaderOperations } from './parse-route-headers';
import { parseDestinations } from './parse-virtual-destination';
import type { FaultAbort, HttpForward, HttpRouteAction, PathRewrite } from '../../model/mesh';

/** What changes when, how often or how traced a request arrives, and not whether; mirrored copies are thrown away. */
const NO_MATTER = [
  'name', 'match', 'timeout', 'retries', 'mirror', 'mirrors', 'mirrorPercent', 'mirror_percent', 'mirrorPercentage', 'corsPolicy',
];
const REDIRECT_CODES = [301, 302, 303, 307, 308];

/** What an HTTP rule of a VirtualService does with what it matches. */
export function parseVirtualAction(rule: ObjectReader, namespace: string): HttpRouteAction {
  rule.skip(...NO_MATTER);
  const abort = parseAbort(rule.object('fault'));
  const common = { ...abort === undefined ? {} : { abort }, answersPreflights: rule.value('corsPolicy') !== undefined };
  if (rule.value('delegate') !== undefined) rule.place.child('delegate').report('unmodelled-route', 'rules of a delegate are not modelled');
  const redirect = rule.object('redirect');
  const response = rule.object('directResponse');
  const forward = parseForward(rule, namespace);
  rule.finish();
  if (redirect !== undefined) return { kind: 'redirect', status: parseRedirectCode(redirect), ...common };
  if (response !== undefined) return { kind: 'response', status: response.integer('status', 100, 599) ?? 200, ...common };
  if (forward.backends.length === 0) rule.place.report('missing-field', 'a rule needs route, redirect or directResponse');
  return { ...forward, ...common };
}

function parseForward(rule: ObjectReader, namespace: string): HttpForward {
  const rewrite = rule.object('rewrite');
  const path = rewrite === undefined ? undefined : parseRewrite(rewrite);
  const operations = parseHeaderOperations(rule.object('headers'));
  const authority = rewrite?.text('authority');
  rewrite?.finish();
  return {
    kind: 'forward',
    backends: parseDestinations(rule, namespace),
    ...path === undefined ? {} : { rewrite: path },
    ...authority === undefined || authority === '' ? {} : { host: authority },
    headers: operations,
  };
}

function parseRewrite(rewrite: ObjectReader): PathRewrite | undefined {
  if (rewrite.value('uriRegexRewrite') !== undefined) {
    rewrite.place.child('uriRegexRewrite').report('unmodelled-route', 'rewrites by regular expression are not modelled');
  }
  const uri = rewrite.text('uri');
  return uri === undefined || uri === '' ? undefined : { kind: 'prefix', value: uri };
}

function parseRedirectCode(redirect: ObjectReader): number {
  const code = redirect.integer('redirectCode', 0, 599) ?? 0;
  if (code !== 0 && !REDIRECT_CODES.includes(code)) redirect.place.child('redirectCode').report('unknown-value', `Envoy does not redirect with ${code}`);
  return code === 0 ? 301 : code;
}

/** A delay lets a request arrive later; an abort without a percentage aborts nothing. */
function parseAbort(fault: ObjectReader | undefined): FaultAbort | undefined {
  fault?.skip('delay');
  const abort = fault?.object('abort');
  fault?.finish();
  if (abort === undefined) return undefined;
  const percentage = abort.object('percentage');
  const value = percentage?.value('value') ?? 0;
  percentage?.finish();
  if (typeof value !== 'number') abort.place.child('percentage').report('wrong-type', 'a percentage is a number');
  const status = abort.integer('httpStatus', 200, 599);
  // To the client both are an error.
  abort.skip('grpcStatus');
  abort.finish();
  return { percentage: Number(value), ...status === undefined ? {} : { status } };
}
