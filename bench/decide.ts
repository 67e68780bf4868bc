import { BenchOptions, BenchResult, Target } from './bench';
import { cedar } from './decisions/cedar';
import { Decider, PreparedDecider } from './decisions/decider';
import { opa, opaYesOrNo } from './decisions/opa';
import { ours, oursOnTheWay } from './decisions/ours';
import { PlainMesh, plainMesh } from './decisions/plain-rules';
import { figure, table } from './table';
import { askInTurn, inTurns, medianOf, ratio, Rounds } from './timing';

const DECIDERS = [ours, oursOnTheWay, opa, opaYesOrNo, cedar];
const OURS = DECIDERS.indexOf(ours);
/** Those that answer as much as we do: with the rules that decided. */
const PEERS = [opa, cedar].map((peer) => DECIDERS.indexOf(peer));
const SHAPES = [
  { policies: 10, policiesPerTarget: 10 },
  { policies: 100, policiesPerTarget: 10 },
  { policies: 1000, policiesPerTarget: 10 },
  { policies: 100, policiesPerTarget: 100 },
  { policies: 1000, policiesPerTarget: 1000 },
] as const;
const REQUESTS = 1000;
const LEAST = 10;

type Shape = typeof SHAPES[number];

interface Race {
  readonly shape: Shape;
  readonly rounds: Rounds;
}

/** Decisions on the same rules and requests by three engines. Reading rules and converting requests is done before, for all. */
export function run({ quick }: BenchOptions): BenchResult {
  const races = SHAPES.map((shape) => race(shape, quick ? { rounds: 3, turn: 60 } : { rounds: 7, turn: 150 }));
  return {
    title: `Decisions on the same rules and requests. Each is asked in the way that costs it least:\n${DECIDERS.map(({ name, how }) => `  ${name}: ${how}`).join('\n')}`,
    report: table(['decisions per second of processor', ...DECIDERS.map(({ name }) => name)], races.map(({ shape, rounds }) => [
      describe(shape), ...DECIDERS.map((_, index) => figure(1e6 / medianOf(rounds, index))),
    ])),
    targets: races.map(target),
  };
}

function race(shape: Shape, pace: { readonly rounds: number; readonly turn: number }): Race {
  const mesh = plainMesh({ ...shape, requests: REQUESTS });
  const prepared = DECIDERS.map((decider) => decider.prepare(mesh));
  DECIDERS.forEach((decider, index) => checkAnswers(mesh, { decider, prepared: prepared[index], reference: prepared[OURS] }));
  return { shape, rounds: inTurns(prepared.map((one) => askInTurn(one, REQUESTS)), pace) };
}

interface Check {
  readonly decider: Decider;
  readonly prepared: PreparedDecider;
  readonly reference: PreparedDecider;
}

/** Speed says nothing about engines that do not agree. */
function checkAnswers({ requests }: PlainMesh, { decider, prepared, reference }: Check): void {
  requests.forEach((request, index) => {
    const answer = prepared.read(prepared.decide(index));
    const expected = reference.read(reference.decide(index));
    const [rules, expectedRules] = [answer.rules, expected.rules].map((names) => [...names ?? []].sort().join());
    if (answer.isAllowed === expected.isAllowed && (answer.rules === undefined || rules === expectedRules)) return;
    throw new Error(`${decider.name} and ${ours.name} disagree about ${JSON.stringify(request)}: ${JSON.stringify([answer, expected])}`);
  });
}

function describe({ policies, policiesPerTarget }: Shape): string {
  return policies === policiesPerTarget ? `${figure(policies)} policies on one workload` : `${figure(policies)} policies, ${policiesPerTarget} for each workload`;
}

function target({ shape, rounds }: Race): Target {
  const factor = Math.min(...PEERS.map((peer) => ratio(rounds, peer, OURS)));
  return { promise: `at least ${LEAST}x the better peer with ${describe(shape)}`, measured: `${figure(factor, 1)}x`, holds: factor >= LEAST };
}
