import { ChainScope } from './rule-scope';
import { WrittenRule } from '../../model/mesh';

interface Compiled<T> {
  readonly scope: ChainScope;
  readonly matcher: T;
}

/** A rule is compiled once for each kind of chain, and again only under other settings of the mesh. */
export class CompiledRules<T> {
  private readonly compiled = new WeakMap<WrittenRule, Map<ChainScope['chain'], Compiled<T>>>();

  get(rule: WrittenRule, scope: ChainScope, compile: () => T): T {
    const chains = this.compiled.get(rule) ?? new Map<ChainScope['chain'], Compiled<T>>();
    const known = chains.get(scope.chain);
    if (known && isSameMesh(known.scope, scope)) return known.matcher;
    const matcher = compile();
    this.compiled.set(rule, chains.set(scope.chain, { scope, matcher }));
    return matcher;
  }
}

function isSameMesh(one: ChainScope, other: ChainScope): boolean {
  return one.configuration === other.configuration && one.environment === other.environment && one.version === other.version;
}
