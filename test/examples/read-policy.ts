import { AuthorizationPolicy, Condition, isNonEmpty, ListMatch, NonEmpty, OperationMatch, Rule, Rules, SourceMatch, StringMatch } from '../../src/model';

/** An AuthorizationPolicy as it stands in YAML. */
export interface PolicyManifest {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly action?: 'ALLOW' | 'DENY';
    readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly targetRefs?: readonly { readonly kind: 'Service' | 'Gateway' | 'GatewayClass'; readonly name: string }[];
    readonly rules?: readonly RuleManifest[];
  };
}

interface RuleManifest {
  readonly from?: readonly { readonly source: Lists }[];
  readonly to?: readonly { readonly operation: Lists }[];
  readonly when?: readonly { readonly key: string; readonly values?: readonly string[]; readonly notValues?: readonly string[] }[];
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** The policy as the oracle takes it. Rendered again it is the same YAML, which a test checks. */
export function readPolicy({ spec }: PolicyManifest): AuthorizationPolicy {
  return { action: spec.action ?? 'ALLOW', attachment: attachmentOf(spec), rules: rulesOf(spec.rules) };
}

function attachmentOf({ selector, targetRefs = [] }: PolicyManifest['spec']): AuthorizationPolicy['attachment'] {
  const refs = targetRefs.map(({ kind, name }) => ({ kind, name }));
  if (isNonEmpty(refs)) {
    return { kind: 'targets', refs };
  }
  return selector === undefined ? { kind: 'namespace' } : { kind: 'workloads', labels: selector.matchLabels };
}

function rulesOf(rules: readonly RuleManifest[] = []): Rules {
  if (!isNonEmpty(rules)) {
    return { kind: 'nothing' };
  }
  const [first, ...others] = rules;
  return Object.keys(first).length === 0 && others.length === 0 ? { kind: 'everything' } : { kind: 'some', rules: [ruleOf(first), ...others.map(ruleOf)] };
}

function ruleOf({ from = [], to = [], when = [] }: RuleManifest): Rule {
  const sources = from.map(({ source }) => fieldsOf(source) as SourceMatch);
  const operations = to.map(({ operation }) => fieldsOf(operation) as OperationMatch);
  return {
    from: isNonEmpty(sources) ? sources : 'any',
    to: isNonEmpty(operations) ? operations : 'any',
    when: when.map(({ key, values, notValues }): Condition => ({ key, match: listOf(values, notValues, textMatch) })),
  };
}

/** The fields of a source or operation, each with its negative (`notX`). */
function fieldsOf(lists: Lists): Readonly<Record<string, ListMatch<unknown>>> {
  const names = [...new Set(Object.keys(lists).map((name) => name.replace(/^not(.)/, (_, letter: string) => letter.toLowerCase())))];
  return Object.fromEntries(names.map((name) => [name, listOf(lists[name], lists[`not${name[0].toUpperCase()}${name.slice(1)}`], READ[name] ?? textMatch)]));
}

const READ: Readonly<Record<string, (text: string) => unknown>> = {
  ports: Number, ipBlocks: (text) => text, remoteIpBlocks: (text) => text, paths: pathMatch,
};

function listOf<T>(values: readonly string[] | undefined, notValues: readonly string[] | undefined, read: (text: string) => T): ListMatch<T> {
  return {
    ...(values === undefined ? {} : { values: mapped(values, read) }),
    ...(notValues === undefined ? {} : { notValues: mapped(notValues, read) }),
  };
}

function mapped<T>(values: readonly string[], read: (text: string) => T): NonEmpty<T> {
  const [first, ...others] = values.map(read);
  return [first, ...others];
}

function pathMatch(text: string): StringMatch {
  return /\{\*{1,2}\}/.test(text) ? { kind: 'template', value: text } : textMatch(text);
}

function textMatch(text: string): StringMatch {
  if (text === '*') {
    return { kind: 'present' };
  }
  if (text.startsWith('*')) {
    return { kind: 'suffix', value: text.slice(1) };
  }
  return text.endsWith('*') ? { kind: 'prefix', value: text.slice(0, -1) } : { kind: 'exact', value: text };
}
