import { ExtensionProvider, MeshConfiguration, MissingFact, WrittenPolicy } from '../../model/mesh';
import { Facts } from '../rules/facts';
import { matchPolicies, PolicyMatch } from '../rules/policy-match';
import { ChainScope, isFlagOn } from '../rules/rule-scope';
import { anyOf, NO, truthOf, Truth, unknown } from '../truth/truth';
import { Outcome } from '../truth/verdict';

export interface ExternalScope {
  readonly scope: ChainScope;
  readonly facts: Facts;
  /** What external authorizers answer, by provider. */
  readonly answers: ReadonlyMap<string, 'allow' | 'deny'>;
}

export const NOBODY_REFUSES: Outcome = { kind: 'pass', reason: 'no external authorizer refuses' };

/** CUSTOM policies: whom they ask, and what becomes of rules that nobody can be asked about (1.19). */
export function askProviders(policies: readonly WrittenPolicy[], external: ExternalScope): Outcome {
  const enforced = policies.filter((policy) => !policy.isDryRun);
  const dryRun = matchPolicies(policies.filter((policy) => policy.isDryRun), [], external);
  const names = [...new Set(enforced.map((policy) => policy.provider ?? ''))].sort();
  const isOne = names.length === 1 || isFlagOn(external.scope.environment, 'PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS', false);
  const refusals = [{ match: dryRun, ...dryRunRefusal(dryRun) }, ...names.map((name) => {
    const match = matchPolicies(enforced.filter((policy) => (policy.provider ?? '') === name), [], external);
    return { match, ...refusalOf(match, { name, isOne, external }) };
  })];
  const refused = anyOf(refusals, ({ truth }) => truth);
  if (refused.kind === 'no') return NOBODY_REFUSES;
  const { match, reason } = refusals.find(({ truth }) => truth.kind === refused.kind)!;
  if (refused.kind === 'unknown') return { kind: 'unknown', reason, missing: refused.missing, policies: match.policies };
  return { kind: 'deny', reason, status: external.scope.chain === 'HTTP' ? 403 : undefined, policies: match.policies };
}

/** The headers that authorizers may set on the request that they allow, as their providers list them. */
export function headersSet(policies: readonly WrittenPolicy[], external: ExternalScope): readonly string[] {
  return policies.filter((policy) => !policy.isDryRun).flatMap((policy) => {
    const headers = providersOf(policy.provider ?? '', external.scope.configuration).flatMap(({ setsHeaders }) => setsHeaders);
    return headers.length > 0 && matchPolicies([policy], [], external).truth.kind !== 'no' ? headers : [];
  });
}

/** Admission refuses a dry-run CUSTOM policy; what istiod makes of one that slipped through was never run (1.19). */
function dryRunRefusal({ truth }: PolicyMatch): Refusal {
  const fact = { fact: 'what a CUSTOM policy in dry-run does', supply: 'a CUSTOM policy without the annotation istio.io/dry-run' };
  return { truth: truth.kind === 'no' ? NO : unknown(fact), reason: 'a CUSTOM policy in dry-run may refuse' };
}

interface Refusal {
  readonly truth: Truth;
  readonly reason: string;
}

interface Asking {
  readonly name: string;
  readonly isOne: boolean;
  readonly external: ExternalScope;
}

function refusalOf(match: PolicyMatch, { name, isOne, external }: Asking): Refusal {
  const fault = isOne ? providerFault(name, external.scope.configuration) : 'several extension providers are attached to one workload';
  if (fault) return { truth: match.truth, reason: `a CUSTOM policy matches and cannot ask ${name || 'anybody'}: ${fault}` };
  const provider = providersOf(name, external.scope.configuration)[0];
  // An HTTP authorizer cannot be asked about bytes: the connection passes (1.19).
  if (external.scope.chain === 'TCP' && provider.kind === 'http') return { truth: NO, reason: '' };
  return { truth: both(match.truth, answerOf(name, external)), reason: `the external authorizer ${name} refuses` };
}

function both(matches: Truth, refuses: Truth): Truth {
  if (matches.kind === 'no' || refuses.kind === 'no') return NO;
  const missing: MissingFact[] = [matches, refuses].flatMap((one) => (one.kind === 'unknown' ? [...one.missing] : []));
  return missing.length > 0 ? unknown(...missing) : matches;
}

function answerOf(name: string, { answers }: ExternalScope): Truth {
  const answer = answers.get(name);
  return answer === undefined ? unknown({ fact: `what the external authorizer ${name} answers`, supply: `external: {"${name}": "allow" or "deny"}` }) : truthOf(answer === 'deny');
}

function providersOf(name: string, { extensionProviders }: MeshConfiguration): readonly ExtensionProvider[] {
  return extensionProviders.filter((provider) => provider.name === name);
}

/** With an unusable provider the rules become DENY rules (1.19). */
function providerFault(name: string, configuration: MeshConfiguration): string | undefined {
  const providers = providersOf(name, configuration);
  if (providers.length === 0) return 'the mesh configuration has no such extension provider';
  if (providers.length > 1) return 'several extension providers have this name';
  return providers[0].fault ?? (providers[0].kind === 'other' ? 'it is no external authorizer' : undefined);
}
