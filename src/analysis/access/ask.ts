import { Way } from './access-target';
import { What } from './what';
import { Who } from './who';
import { decide } from '../../evaluate';
import { Decision, Mesh, MeshRequest } from '../../model/mesh';

/** What the evaluator says, and whose agreement that takes. */
export interface Asked {
  readonly request: MeshRequest;
  readonly decision: Decision;
  /** External authorizers that have to agree. */
  readonly asking: readonly string[];
}

export interface Question {
  readonly who: Who;
  readonly way: Way;
  readonly what: What;
  /** External authorizers that may be asked. */
  readonly providers: readonly string[];
}

/** Asks whether somebody may do something on one way to a target. */
export function ask(mesh: Mesh, { who, way, what, providers }: Question): Asked {
  const request = { ...requestOf(who, way, what), external: answers(providers, 'allow') };
  const decision = decide(mesh, request);
  if (providers.length === 0 || decision.decision !== 'ALLOW') return { request, decision, asking: [] };
  return { request, decision, asking: providers.filter((provider) => refusedBy(mesh, request, provider, providers)) };
}

function refusedBy(mesh: Mesh, request: MeshRequest, provider: string, providers: readonly string[]): boolean {
  return decide(mesh, { ...request, external: new Map([...answers(providers, 'allow'), [provider, 'deny']]) }).decision !== 'ALLOW';
}

function answers(providers: readonly string[], answer: 'allow' | 'deny'): MeshRequest['external'] {
  return new Map(providers.map((provider) => [provider, answer]));
}

/**
 * Over HTTP/2 any token is a method. Whoever holds a certificate may leave his own proxy out: what keeps him out has to stand at the target.
 * Gateways are asked for their policies alone: that no route takes the sample of a rule says nothing about what else the rule admits.
 */
function requestOf({ principal, ip, xForwardedFor, tokens }: Who, { to, kind }: Way, { http, sni }: What): MeshRequest {
  return {
    id: '',
    from: { ...principal === undefined ? {} : { principal, dataPlane: kind === 'through-waypoint' ? 'ambient' : 'none' }, ip, xForwardedFor },
    to,
    ...http === undefined ? {} : { http: { ...http, tokens, version: '2' } },
    ...sni === undefined ? {} : { sni },
    ...kind === 'gateway' ? { at: 'gateway' } : {},
    external: new Map(),
  };
}
