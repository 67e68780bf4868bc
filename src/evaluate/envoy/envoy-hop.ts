import { PeerFilters } from './listener';
import { Passage } from './stage';
import { MeshRequest, Step, StepReading, Token } from '../../model/mesh';
import { FilteredHttp } from '../http/filtered-http';
import { Facts } from '../rules/facts';
import { Outcome, Stretch, Verdict } from '../truth/verdict';

/** What arrives at a filter chain. */
export interface EnvoyArrival {
  readonly request: MeshRequest;
  readonly facts: Facts;
  /** By the texts that stand for them; none on TCP chains. */
  readonly tokens: ReadonlyMap<string, Token>;
}

/** What the filters of a chain make of a request, one after the other. */
export function judgeAtEnvoy(met: PeerFilters, arrival: EnvoyArrival): Verdict {
  const { point, opaque } = met.filters;
  const run = new Run(met, arrival);
  const outcome = run.firstDecisive();
  const settled: Outcome = opaque.length > 0
    ? { kind: 'unknown', reason: `what ${opaque.map(({ fact }) => fact).join(', ')} does is not modelled`, missing: opaque }
    : outcome;
  return {
    kind: settled.kind,
    reason: settled.reason,
    status: settled.kind === 'deny' ? settled.status : undefined,
    policies: settled.policies ?? NONE,
    missing: settled.kind === 'unknown' ? settled.missing : NONE,
    steps: [run],
    hop: point.hop,
    filtered: run.filtered(),
  };
}

const NONE: readonly never[] = [];

/** The way of one request through the stages of its chain. */
class Run implements Passage, Stretch {
  steps: readonly Step[];
  readonly request: MeshRequest;
  readonly tokens: ReadonlyMap<string, Token>;
  readonly arrived: Facts;
  facts: Facts;
  /** Then it is open which headers and tokens go on. */
  private isTokenOpen = false;

  constructor(private readonly met: PeerFilters, { request, facts, tokens }: EnvoyArrival) {
    this.request = request;
    this.tokens = tokens;
    this.arrived = facts;
    this.facts = facts;
    this.steps = NONE;
  }

  /** An unknown stage may turn out to pass, and then a later one may deny: only then the denial is certain. */
  firstDecisive(): Outcome {
    const { steps, start, filters: { asked, otherwise } } = this.met;
    const taken = steps.slice();
    let open: Outcome | undefined;
    let last = otherwise;
    let count = steps.length;
    for (const { stage, place } of asked) {
      const { outcome, step } = stage.judge(this);
      taken[start + place] = step;
      if (outcome.kind === 'unknown') open ??= outcome;
      if (outcome.kind === 'unknown' && stage.name === 'JWT') this.isTokenOpen = true;
      if (start + place === steps.length - 1 || outcome.kind === 'deny') last = outcome;
      if (outcome.kind !== 'deny') continue;
      count = start + place + 1;
      break;
    }
    this.steps = (count === steps.length ? taken : taken.slice(0, count)) as readonly Step[];
    if (last.kind === 'deny') return open ? { ...last, reason: `${last.reason}, unless something before it already denies` } : last;
    return open ?? last;
  }

  /** As the filters leave the request for routes; none where that is open, or where there is no HTTP. */
  filtered(): FilteredHttp | undefined {
    const [before, left] = [this.arrived.http, this.facts.http];
    if (before === undefined || left === undefined || this.isTokenOpen) return undefined;
    return { facts: left, routing: left.payload === undefined ? before : left, tokens: this.tokens, isEdge: this.met.filters.point.hop === 'gateway' };
  }

  read(step: number): StepReading | undefined {
    const stage = this.steps[step].stage;
    return this.met.filters.stages.find(({ name }) => name === stage)?.read(this);
  }
}
