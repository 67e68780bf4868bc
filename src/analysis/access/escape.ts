import { Alternative, Demand } from './demand';
import { AskedRule } from './inquiry';

/** More ways out than these are not asked about. */
const MOST = 64;
const IDENTITY = ['source.principal', 'source.serviceAccount', 'source.namespace', 'source.trustDomain'];

/**
 * What somebody has to be or do whom DENY rules keep out that only say what they leave out, such as `notPaths`. Every combination
 * of the exceptions of such rules; undefined: there are too many.
 */
export function escapesFrom(rules: readonly AskedRule[]): readonly Alternative[] | undefined {
  const exceptions = rules.flatMap(({ alternatives }) => alternatives).map(exceptionsOf).filter((one) => one !== undefined);
  if (exceptions.length === 0) return [];
  if (exceptions.reduce((product, options) => product * options.length, 1) > MOST) return undefined;
  const combinations = exceptions.reduce<readonly Alternative[]>((before, options) => (
    before.flatMap((demands) => options.map((option) => (demands.some((one) => isSame(one, option)) ? demands : [...demands, option])))), [[]]);
  return combinations.map((demands) => [...demands]);
}

/** Undefined: it also asks for something, which nobody does by accident. */
function exceptionsOf(alternative: Alternative): readonly Demand[] | undefined {
  if (alternative.length === 0 || alternative.some(({ match }) => match.values.length > 0)) return undefined;
  return alternative.map((demand) => ({ ...demand, match: { values: demand.match.notValues, notValues: [] } }));
}

function isSame(one: Demand, other: Demand): boolean {
  return JSON.stringify([one.key, one.match]) === JSON.stringify([other.key, other.match]);
}

/** A rule's alternative for those who escape: where both speak of the same thing, the exception is the narrower one. */
export function narrowedTo(alternative: Alternative, escape: Alternative): Alternative {
  const told = (kind: string) => escape.some(({ key }) => key.kind === kind || (IDENTITY.includes(kind) && IDENTITY.includes(key.kind)));
  return [...escape, ...alternative.filter(({ key, match }) => key.kind === 'request.headers' || key.kind === 'request.auth.claims' || match.values.length === 0 || !told(key.kind))];
}
