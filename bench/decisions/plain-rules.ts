/** What a rule asks for; an empty list asks for nothing. A text that ends in `*` is a prefix. */
export interface PlainRule {
  readonly principals: readonly string[];
  readonly methods: readonly string[];
  readonly paths: readonly string[];
  readonly notPaths: readonly string[];
}

/** A policy in words that Istio, Rego and Cedar all have. */
export interface PlainPolicy {
  readonly name: string;
  readonly action: 'ALLOW' | 'DENY';
  readonly rules: readonly PlainRule[];
}

/** A workload, and the policies that are attached to it. */
export interface PlainTarget {
  readonly namespace: string;
  readonly app: string;
  readonly policies: readonly PlainPolicy[];
}

export interface PlainRequest {
  readonly caller: PlainCaller;
  readonly target: PlainTarget;
  readonly method: string;
  readonly path: string;
}

/** A workload that calls, with a ServiceAccount of its own name. */
export interface PlainCaller {
  readonly namespace: string;
  readonly app: string;
}

/** The same rules and requests for everybody who is asked to decide. */
export interface PlainMesh {
  readonly targets: readonly PlainTarget[];
  readonly callers: readonly PlainCaller[];
  readonly requests: readonly PlainRequest[];
}

export interface PlainMeshShape {
  readonly policies: number;
  readonly policiesPerTarget: number;
  readonly requests: number;
  /** So many of the targets are called, and the others only there. @default all */
  readonly called?: number;
  /** @default 20 namespaces */
  readonly namespaces?: number;
}

const CALLERS: readonly PlainCaller[] = Array.from({ length: 200 }, (_, index) => ({ namespace: `web-${index % 20}`, app: `caller-${index}` }));
const RESOURCES = ['orders', 'items', 'carts', 'users', 'invoices', 'reports', 'prices', 'stock'];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Random and always the same: a larger mesh begins with the targets of a smaller one. Every fifth policy of a target is a DENY. */
export function plainMesh({ policies, policiesPerTarget, requests, called, namespaces = 20 }: PlainMeshShape): PlainMesh {
  const rules = new Random(policiesPerTarget);
  const targets = Array.from({ length: policies / policiesPerTarget }, (_, index): PlainTarget => ({
    namespace: `team-${index % namespaces}`,
    app: `app-${index}`,
    policies: Array.from({ length: policiesPerTarget }, (__, place) => plainPolicy(rules, place)),
  }));
  const calls = new Random(requests);
  return { targets, callers: CALLERS, requests: Array.from({ length: requests }, () => plainRequest(calls, targets.slice(0, called))) };
}

export function principalOf({ namespace, app }: PlainCaller): string {
  return `cluster.local/ns/${namespace}/sa/${app}`;
}

function plainPolicy(random: Random, place: number): PlainPolicy {
  return {
    name: `policy-${place}`,
    action: place % 5 === 4 ? 'DENY' : 'ALLOW',
    rules: Array.from({ length: 1 + random.below(2) }, () => plainRule(random)),
  };
}

function plainRule(random: Random): PlainRule {
  return {
    principals: several(1 + random.below(3), () => (random.below(4) === 0 ? `cluster.local/ns/web-${random.below(20)}/*` : principalOf(random.of(CALLERS)))),
    methods: several(random.below(3), () => random.of(METHODS)),
    paths: several(random.below(4), () => `/v1/${random.of(RESOURCES)}/${random.below(3) === 0 ? '*' : random.below(50)}`),
    notPaths: random.below(6) === 0 ? [`/v1/${random.of(RESOURCES)}/internal*`] : [],
  };
}

/** Half of the requests are made for some rule; what else is attached may still refuse them. */
function plainRequest(random: Random, targets: readonly PlainTarget[]): PlainRequest {
  const target = random.of(targets);
  const rule = random.of(random.of(target.policies).rules);
  const isMeant = random.below(2) === 0;
  const path = `/v1/${random.of(RESOURCES)}/${random.below(50)}`;
  const meant = random.of(rule.principals);
  return {
    target,
    caller: CALLERS.find((caller) => isMeant && isText(meant, principalOf(caller))) ?? random.of(CALLERS),
    method: isMeant && rule.methods.length > 0 ? random.of(rule.methods) : random.of(METHODS),
    path: isMeant && rule.paths.length > 0 ? random.of(rule.paths).replace('*', String(random.below(50))) : path,
  };
}

function isText(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

function several(count: number, make: () => string): readonly string[] {
  return [...new Set(Array.from({ length: count }, make))];
}

/** Park and Miller's minimal standard generator. */
class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = this.state * 48271 % 2147483647;
    return this.state % limit;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)];
  }
}
