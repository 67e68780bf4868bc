import { attached, Proxy } from './attachment';
import { Chain } from './chain';
import { Point, pointOf } from './handshake';
import { opaqueAt } from './opaque';
import { policyStages } from './policy-stages';
import { PolicyStage, Stage } from './stage';
import { jwtStage } from './token-stage';
import { Mesh, MissingFact, Step } from '../../model/mesh';
import { indexOf } from '../mesh/mesh-index';
import { rememberedIn } from '../mesh/remembered';
import { Outcome } from '../truth/verdict';

/** What one filter chain of one Envoy asks of one peer: nothing in it depends on a request. */
export interface FilterChain {
  readonly point: Point;
  /** In Envoy's order: CUSTOM, JWT, AUDIT, DENY, ALLOW (1.1, 1.5). */
  readonly stages: readonly Stage[];
  /** The steps of those that always say the same, up to the one that always denies; the others are still to be put in. */
  readonly steps: readonly (Step | undefined)[];
  /** Those that have to look at the request. */
  readonly asked: readonly { readonly stage: Stage; readonly place: number }[];
  /** What comes out when none of these decides. */
  readonly otherwise: Outcome;
  /** What may change the answer in ways that are not modelled. */
  readonly opaque: readonly MissingFact[];
}

/** The filter chains of one Envoy, each made when it is first asked for. */
export class EnvoyChains {
  private readonly chains = new Map<Chain, SharedChain>();

  constructor(private readonly mesh: Mesh, private readonly proxy: Proxy) {}

  forPeer(chain: Chain, principal: string | undefined): FilterChain {
    const shared = this.chains.get(chain) ?? sharedChain(this.mesh, this.proxy, chain);
    this.chains.set(chain, shared);
    return forPeer(shared, principal);
  }
}

/** Made once for each proxy, as long as it is the same object. */
export const envoyChains = rememberedIn((mesh, proxy: Proxy) => new EnvoyChains(mesh, proxy));

/** Beyond so many groups of peers nothing is shared. */
const MAX_GROUPS = 64;

/** What a chain is for all peers. */
interface SharedChain {
  readonly custom: Stage;
  readonly jwt: readonly Stage[];
  readonly others: readonly PolicyStage[];
  readonly point: Point;
  readonly opaque: readonly MissingFact[];
  readonly groups: { readonly others: readonly Stage[]; readonly chain: FilterChain }[];
}

function sharedChain(mesh: Mesh, proxy: Proxy, chain: Chain): SharedChain {
  const { configuration, environment, istioVersion } = mesh;
  const index = indexOf(mesh);
  const place = { proxy, configuration, environment };
  const point = pointOf(proxy);
  const [custom, ...others] = policyStages(attached(index.policies, place), { chain, configuration, environment, version: istioVersion }, point);
  const jwt = chain === 'HTTP' ? [jwtStage(attached(index.requestAuthentications, place), point)] : [];
  return { custom, jwt, others, point, opaque: opaqueAt(mesh, proxy), groups: [] };
}

/** The same object for peers of whom the same is asked, so that many peers take little memory. */
function forPeer({ custom, jwt, others, point, opaque, groups }: SharedChain, principal: string | undefined): FilterChain {
  const stages = others.map((stage) => stage.forPeer(principal));
  const known = groups.find((group) => stages.every((stage, index) => group.others[index] === stage));
  if (known !== undefined) return known.chain;
  const chain = chainOf([custom, ...jwt, ...stages], point, opaque);
  if (groups.length < MAX_GROUPS) groups.push({ others: stages, chain });
  return chain;
}

function chainOf(stages: readonly Stage[], point: Point, opaque: readonly MissingFact[]): FilterChain {
  const end = stages.findIndex(({ always }) => always?.outcome.kind === 'deny');
  const reached = end < 0 ? stages : stages.slice(0, end + 1);
  return {
    point,
    stages,
    steps: reached.map(({ always }) => always?.step),
    asked: reached.flatMap((stage, place) => (stage.always === undefined ? [{ stage, place }] : [])),
    otherwise: reached[reached.length - 1].always?.outcome ?? NOTHING_IS_ASKED,
    opaque,
  };
}

const NOTHING_IS_ASKED: Outcome = { kind: 'pass', reason: 'nothing is asked' };
