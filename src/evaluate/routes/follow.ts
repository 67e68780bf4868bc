import { Choice } from './choose-entry';
import { Onward } from './onward';
import { MissingFact } from '../../model/mesh';
import { Point, withStep } from '../envoy/handshake';
import { agree, unknownVerdict, Verdict } from '../truth/verdict';

export type Sent = Extract<Onward, { kind: 'sent' }>;

/** A choice of entries, followed to its ends. */
export interface Following<Entry> {
  readonly point: Point;
  readonly choice: Choice<Entry>;
  readonly onward: (entry: Entry | undefined) => readonly Onward[];
  readonly proceed: (way: Sent) => Verdict;
}

/** All ways that a request may go have to agree. What a proxy answers itself reaches nobody, and counts as denied. */
export function follow<Entry>({ point, choice, onward, proceed }: Following<Entry>): Verdict {
  const ways = choice.entries.flatMap(onward);
  const verdicts = ways.map((way) => withStep({ ...point, stage: 'ROUTE', outcome: way.reason, policies: way.policies }, verdictOf(way, point, proceed)));
  return agree(verdicts, choice.missing[0] ?? whichWay(ways));
}

function verdictOf(way: Onward, { hop }: Point, proceed: Following<unknown>['proceed']): Verdict {
  const { reason, policies } = way;
  switch (way.kind) {
    case 'answered': return { kind: 'deny', reason, ...way.status === undefined ? {} : { status: way.status }, policies, missing: [], steps: [], hop };
    case 'unknown': return { ...unknownVerdict(`${reason} leads to what is not known`, way.missing), policies };
    case 'sent': return proceed(way);
  }
}

function whichWay(ways: readonly Onward[]): MissingFact {
  return { fact: `where the request goes: ${[...new Set(ways.map(({ reason }) => reason))].join(', or ')}`, supply: 'a request to one of the backends' };
}
