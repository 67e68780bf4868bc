import { Manifest } from './run-block';
import { exactly, isNonEmpty } from '../../src/model';
import type { AuthorizationPolicy, ListMatch, Rule, StringMatch } from '../../src/model';

/** The oracle reads the text of each value, so that no form of it need be told here. */
export function policyOf({ spec }: Manifest): AuthorizationPolicy {
  const rules = (spec.rules ?? []).map(ruleOf) as Rule[];
  return {
    action: spec.action ?? 'ALLOW',
    attachment: spec.targetRefs === undefined ? { kind: 'namespace' } : { kind: 'targets', refs: spec.targetRefs },
    rules: isNonEmpty(rules) ? { kind: 'some', rules } : { kind: 'nothing' },
  };
}

function ruleOf({ from, to, when }: Manifest): Rule {
  return {
    from: from?.map(({ source }: Manifest) => lists(source)) ?? 'any',
    to: to?.map(({ operation }: Manifest) => lists(operation)) ?? 'any',
    when: when?.map(({ key, values, notValues }: Manifest) => ({ key, match: match(values, notValues) })) ?? [],
  };
}

function lists(fields: Manifest): Readonly<Record<string, ListMatch<StringMatch | string>>> {
  const names = new Set(Object.keys(fields).map((name) => name.replace(/^not([A-Z])/, (_, letter: string) => letter.toLowerCase())));
  return Object.fromEntries([...names].map((name) => {
    const [values, notValues] = [fields[name], fields[`not${name[0].toUpperCase()}${name.slice(1)}`]] as readonly Texts[];
    return [name, /^(ports|ipBlocks|remoteIpBlocks)$/.test(name) ? list(values, notValues) : match(values, notValues)];
  }));
}

type Texts = readonly string[] | undefined;

function match(values: Texts, notValues: Texts): ListMatch<StringMatch> {
  return list(values?.map(exactly), notValues?.map(exactly));
}

function list<T>(values: readonly T[] | undefined, notValues: readonly T[] | undefined): ListMatch<T> {
  return { ...(values === undefined ? {} : { values }), ...(notValues === undefined ? {} : { notValues }) } as ListMatch<T>;
}
