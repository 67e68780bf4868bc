import { BenchOptions, BenchResult, Target } from './bench';
import { ours, oursOnTheWay } from './decisions/ours';
import { plainMesh } from './decisions/plain-rules';
import { figure, table } from './table';
import { askInTurn, inTurns, medianOf, ratio, Rounds } from './timing';

const WORKLOADS = [10, 100, 1000, 10_000];
const QUICK = [10, 100, 1000];
const CALLED = 10;
const POLICIES = 5;
const REQUESTS = 1000;
const MOST = 1.5;
const KINDS = [ours, oursOnTheWay];

interface Curve {
  readonly layout: string;
  readonly workloads: readonly number[];
  /** For each kind of question, the rounds of each size. */
  readonly kinds: readonly Rounds[];
}

/** What the same requests to the same ten workloads cost, while ever more others with their policies stand beside them. */
export function run({ quick }: BenchOptions): BenchResult {
  const workloads = quick ? QUICK : WORKLOADS;
  const curves = [curve('in a namespace of each ten', workloads, (count) => count / 10), curve('all in one namespace', workloads, () => 1)];
  return {
    title: `Decisions on ${figure(REQUESTS)} requests to ${CALLED} workloads with ${POLICIES} policies each, beside others that have as many`,
    report: table(['workloads', ...workloads.map((count) => figure(count)), ''], curves.flatMap(({ layout, kinds }) => kinds.map((rounds, kind) => [
      `${layout}; ${KINDS[kind].name}`, ...workloads.map((_, index) => figure(medianOf(rounds, index), 2)), 'µs',
    ]))),
    targets: curves.flatMap((one) => one.kinds.map((rounds, kind) => target(one, rounds, KINDS[kind].name))),
  };
}

function curve(layout: string, workloads: readonly number[], namespaces: (workloads: number) => number): Curve {
  const meshes = workloads.map((count) => plainMesh({
    policies: count * POLICIES, policiesPerTarget: POLICIES, requests: REQUESTS, called: CALLED, namespaces: namespaces(count),
  }));
  const kinds = KINDS.map((kind) => inTurns(meshes.map((mesh) => askInTurn(kind.prepare(mesh), REQUESTS)), { rounds: 9, turn: 60 }));
  return { layout, workloads, kinds };
}

function target({ layout, workloads }: Curve, rounds: Rounds, kind: string): Target {
  const most = workloads.length - 1;
  const factor = ratio(rounds, most, 0);
  return {
    promise: `a decision beside ${figure(workloads[most])} workloads, ${layout}, costs at most ${MOST}x one beside ${workloads[0]} (${kind})`,
    measured: `${figure(factor, 2)}x`,
    holds: factor <= MOST,
  };
}
