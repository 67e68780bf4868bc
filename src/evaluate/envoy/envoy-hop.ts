import { Attached, attached, Proxy } from './attachment';
import { Chain } from './chain';
import { askProviders } from './external-authorization';
import { Point } from './handshake';
import { opaqueAt } from './opaque';
import { Mesh, MeshRequest, Step, StepReading, Token, WrittenPolicy, WrittenRequestAuthentication } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { verifyRequest } from '../jwt/jwt-outcome';
import { readJwtRules } from '../jwt/jwt-reading';
import { indexOf } from '../mesh/mesh-index';
import { ConnectionFacts, Facts } from '../rules/facts';
import { Asked, compiledRule, decidingPolicy, matchPolicies } from '../rules/policy-match';
import { readPolicies } from '../rules/rule-reading';
import { ChainScope } from '../rules/rule-scope';
import { Outcome, TracedStep, Verdict } from '../truth/verdict';

/** One filter chain of one Envoy, and what has arrived there. */
export interface EnvoyArrival extends Point {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly proxy: Proxy;
  readonly chain: Chain;
  readonly connection: ConnectionFacts;
  /** Present on HTTP chains. */
  readonly http?: { readonly facts: HttpFacts; readonly tokens: ReadonlyMap<string, Token> };
}

interface Stage {
  readonly name: Step['stage'];
  readonly run: () => Outcome;
  /** What it goes by, once it has run. */
  readonly read: () => StepReading;
}

/** The stages of a chain in Envoy's order: CUSTOM, JWT, AUDIT, DENY, ALLOW (1.1, 1.5). */
export function judgeAtEnvoy(arrival: EnvoyArrival): Verdict {
  const { hop, place } = arrival;
  const steps: TracedStep[] = [];
  const record = ({ name: stage, run, read }: Stage): Outcome => {
    const outcome = run();
    steps.push({ hop, place, stage, outcome: outcome.reason, policies: outcome.policies ?? [], read });
    return outcome;
  };
  const outcome = firstDecisive(stagesOf(arrival).map((stage) => () => record(stage)));
  const opaque = opaqueAt(arrival.mesh, arrival.proxy);
  const settled: Outcome = opaque.length > 0
    ? { kind: 'unknown', reason: `what ${opaque.map(({ fact }) => fact).join(', ')} does is not modelled`, missing: opaque }
    : outcome;
  return {
    kind: settled.kind,
    reason: settled.reason,
    ...settled.kind === 'deny' && settled.status !== undefined ? { status: settled.status } : {},
    policies: settled.policies ?? [],
    missing: settled.kind === 'unknown' ? settled.missing : [],
    steps,
    hop,
  };
}

/** An unknown stage may turn out to pass, and then a later one may deny: only then the denial is certain. */
function firstDecisive(stages: readonly (() => Outcome)[]): Outcome {
  let open: Outcome | undefined;
  let last: Outcome = { kind: 'pass', reason: 'nothing is asked' };
  for (const stage of stages) {
    last = stage();
    if (last.kind === 'deny') return open ? { ...last, reason: `${last.reason}, unless something before it already denies` } : last;
    if (last.kind === 'unknown') open ??= last;
  }
  return open ?? last;
}

function stagesOf(arrival: EnvoyArrival): readonly Stage[] {
  const { mesh, proxy, chain, connection, http, request } = arrival;
  const scope: ChainScope = { chain, configuration: mesh.configuration, environment: mesh.environment, version: mesh.istioVersion };
  const index = indexOf(mesh);
  const place = { proxy, configuration: mesh.configuration, environment: mesh.environment };
  const policies = attached(index.policiesIn, place);
  const arrived: Facts = { ...connection, http: http?.facts };
  let facts = arrived;
  const stage = (name: WrittenPolicy['action'], run: () => Outcome): Stage => ({
    name, run, read: () => readAction(policies, name, { scope, facts: name === 'CUSTOM' ? arrived : facts }),
  });
  return [
    stage('CUSTOM', () => askProviders(ofAction(policies, 'CUSTOM'), { scope, facts: arrived, answers: request.external })),
    ...http ? [jwtStage(() => attached(index.requestAuthenticationsIn, place), http, (seen) => {
      facts = { ...connection, http: seen };
    })] : [],
    stage('AUDIT', () => audit(ofAction(policies, 'AUDIT'), scope, facts)),
    stage('DENY', () => deny(policies, scope, facts)),
    stage('ALLOW', () => allow(policies, scope, facts)),
  ];
}

/** @param put takes the request as the JWT filter hands it on */
function jwtStage(
  find: () => Attached<WrittenRequestAuthentication>, { facts, tokens }: NonNullable<EnvoyArrival['http']>, put: (http: HttpFacts) => void,
): Stage {
  return {
    name: 'JWT',
    run: () => {
      const { http, outcome } = verifyRequest(find(), facts, tokens);
      put(http);
      return outcome;
    },
    read: () => readJwtRules(find(), facts, tokens),
  };
}

function readAction(policies: Attached<WrittenPolicy>, action: WrittenPolicy['action'], { scope, facts }: Asked): StepReading {
  return {
    policies: readPolicies(ofAction(policies, action), (policy, rule) => compiledRule(policy, rule, scope), facts),
    jwtRules: [],
    unreadable: action === 'DENY' || action === 'ALLOW' ? policies.unreadable.map(({ diagnostic }) => diagnostic) : [],
  };
}

function ofAction(policies: Attached<WrittenPolicy>, action: WrittenPolicy['action']): readonly WrittenPolicy[] {
  return policies.policies.filter((policy) => policy.action === action);
}

/** A dry-run policy never changes the verdict (1.20). */
function enforced(policies: Attached<WrittenPolicy>, action: WrittenPolicy['action']): readonly WrittenPolicy[] {
  return ofAction(policies, action).filter((policy) => !policy.isDryRun);
}

function audit(policies: readonly WrittenPolicy[], scope: ChainScope, facts: Facts): Outcome {
  const match = matchPolicies(policies, [], { scope, facts });
  return { kind: 'pass', reason: match.truth.kind === 'yes' ? 'recorded' : 'nothing is recorded', policies: match.policies };
}

function deny(policies: Attached<WrittenPolicy>, scope: ChainScope, facts: Facts): Outcome {
  const { truth, policies: decisive } = matchPolicies(enforced(policies, 'DENY'), policies.unreadable, { scope, facts });
  if (truth.kind === 'no') return { kind: 'pass', reason: 'no DENY policy matches' };
  if (truth.kind === 'unknown') return { kind: 'unknown', reason: 'a DENY policy may match', missing: truth.missing, policies: decisive };
  return { kind: 'deny', reason: `DENY policy ${namesOf(decisive)} matches`, status: statusOn(scope), policies: decisive };
}

/** With an ALLOW policy attached some rule must match (1.1). */
function allow(policies: Attached<WrittenPolicy>, scope: ChainScope, facts: Facts): Outcome {
  const allowing = enforced(policies, 'ALLOW');
  if (allowing.length === 0 && policies.unreadable.length === 0) return { kind: 'pass', reason: 'no ALLOW policy is attached' };
  const { truth, policies: decisive } = matchPolicies(allowing, policies.unreadable, { scope, facts });
  if (truth.kind === 'yes') return { kind: 'pass', reason: `ALLOW policy ${namesOf(decisive)} matches`, policies: decisive };
  if (truth.kind === 'unknown') return { kind: 'unknown', reason: 'it is open whether an ALLOW policy matches', missing: truth.missing, policies: decisive };
  const attachedOnes = allowing.map((policy) => decidingPolicy(policy));
  return { kind: 'deny', reason: `no ALLOW policy matches (${namesOf(attachedOnes)})`, status: statusOn(scope), policies: attachedOnes };
}

function statusOn({ chain }: ChainScope): number | undefined {
  return chain === 'HTTP' ? 403 : undefined;
}

function namesOf(policies: readonly { readonly name: string }[]): string {
  return [...new Set(policies.map(({ name }) => name))].join(', ');
}
