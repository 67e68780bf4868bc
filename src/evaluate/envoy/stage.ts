import { Point } from './handshake';
import { MeshRequest, Step, StepReading, Token } from '../../model/mesh';
import { Facts } from '../rules/facts';
import { Outcome } from '../truth/verdict';

/** A request that passes the filters of one chain. */
export interface Passage {
  readonly request: MeshRequest;
  /** By the texts that stand for them; none on TCP chains. */
  readonly tokens: ReadonlyMap<string, Token>;
  /** As it came in. */
  readonly arrived: Facts;
  /** As the filters before this one hand it on. */
  facts: Facts;
}

/** What a filter says, and the step of the walk that tells it. */
export interface Settled {
  readonly outcome: Outcome;
  readonly step: Step;
}

/** A filter. */
export interface Stage {
  readonly name: Step['stage'];
  /** Whatever comes: nothing is attached that could say anything else. */
  readonly always?: Settled;
  judge(passage: Passage): Settled;
  /** What it went by, once the request has passed. */
  read(passage: Passage): StepReading;
}

/** A filter of policies, which is another one for each peer: of its rules only those count that can match the peer. */
export interface PolicyStage {
  forPeer(principal: string | undefined): Stage;
}

export function settledAt({ hop, place }: Point, stage: Step['stage'], outcome: Outcome): Settled {
  return { outcome, step: { hop, place, stage, outcome: outcome.reason, policies: outcome.policies ?? [] } };
}
