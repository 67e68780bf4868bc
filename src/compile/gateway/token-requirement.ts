import { exactly, isNonEmpty, ListMatch, NonEmpty, OperationMatch, present, Rule, StringMatch, textOf } from '../../model';
import { groupBy, keyOf } from '../rules/canonical';
import { complementOf, Conjunction, conjunctionsOf } from '../rules/complement';
import { mergeRules, SimpleRule } from '../rules/merge';
import { MAX_RULES } from '../rules/split';

/**
 * DENY rules that refuse every request without a token, except exactly those that a rule of `exempt` matches. They
 * are bound to ports, because on a stream of bytes Istio would read them as "deny everything". Undefined when the
 * exceptions are too many to be written in one policy.
 *
 * An exception is a conjunction, such as a method and a path. Its opposite is "another method, or another path", so a
 * request must miss some part of each exception to be denied. A client gains nothing by an odd method or path: it
 * then misses the exceptions, and is denied.
 */
export function tokenRequirement(ports: NonEmpty<number>, exempt: readonly Rule[]): readonly Rule[] | undefined {
  const exceptions = exempt.flatMap(conjunctionsOf);
  const groups = groupBy(ports, (port) => keyOf(onPort(port, exceptions)));
  const rules = groups.map((group) => denials(group, onPort(group[0], exceptions)));
  if (!rules.every((some) => some !== undefined)) {
    return undefined;
  }
  const merged = mergeRules(rules.flat());
  return merged.length > MAX_RULES ? undefined : merged;
}

/** Every request without a token on these ports is refused, with no exception. */
export function tokenRequirementForAll(ports: NonEmpty<number>): readonly Rule[] {
  return mergeRules([denial({ ports: { values: ports } }, { from: {}, to: {}, when: [] })]);
}

function onPort(port: number, exceptions: readonly Conjunction[]): readonly Conjunction[] {
  return exceptions.filter(({ to }) => to.ports?.values?.includes(port) ?? true).map((exception) => without('ports', exception));
}

function without(field: 'ports' | 'methods', { from, to, when }: Conjunction): Conjunction {
  const { [field]: _, ...rest } = to;
  return { from, to: rest, when };
}

/** A request has one method, so each is looked at alone: that keeps the number of rules as low as that of the methods. */
function denials(ports: NonEmpty<number>, exceptions: readonly Conjunction[]): readonly SimpleRule[] | undefined {
  const rules = methodsAmong(exceptions).map((methods) => {
    const others = complementOf(withMethod(methods.values?.[0], exceptions));
    return others?.map((other) => denial({ ports: { values: ports }, ...(isOpen(methods) ? {} : { methods }) }, other));
  });
  return rules.every((some) => some !== undefined) ? rules.flat() : undefined;
}

/** The methods that some exception treats differently, one by one, and all others. */
function methodsAmong(exceptions: readonly Conjunction[]): readonly ListMatch<StringMatch>[] {
  const named = [...new Set(exceptions.flatMap(({ to }) => (to.methods?.values ?? []).map(textOf)))];
  const apart = named.filter((method) => keyOf(withMethod(exactly(method), exceptions)) !== keyOf(withMethod(undefined, exceptions))).map(exactly);
  return [...apart.map((method): ListMatch<StringMatch> => ({ values: [method] })), isNonEmpty(apart) ? { notValues: apart } : {}];
}

const isOpen = (methods: ListMatch<StringMatch>): boolean => methods.values === undefined && methods.notValues === undefined;

function withMethod(method: StringMatch | undefined, exceptions: readonly Conjunction[]): readonly Conjunction[] {
  return exceptions.filter(({ to }) => isMethodAmong(method, to.methods?.values)).map((exception) => without('methods', exception));
}

function isMethodAmong(method: StringMatch | undefined, values: readonly StringMatch[] | undefined): boolean {
  return values === undefined || values.some((value) => method !== undefined && textOf(value) === textOf(method));
}

function denial(to: OperationMatch, { from, to: others, when }: Conjunction): SimpleRule {
  return { from: { requestPrincipals: { notValues: [present] }, ...from }, to: { ...to, ...others }, when, readsRequests: true };
}
