import { Alternative } from './demand';
import { Told } from './escape';
import { allRequests, someRequests, What } from './what';

/** A few requests stand for all that an alternative is about, unless their answers differ. */
export function askRepresentatives(alternative: Alternative, host: string, tell: (what: What) => Told): readonly Told[] {
  const some = someRequests(alternative, host).map(tell);
  const answers = new Set(some.map(({ findings }) => JSON.stringify(findings.map(({ row }) => [row.effect, row.enforcedBy, row.operations]))));
  return answers.size <= 1 ? some : allRequests(alternative, host).map(tell);
}
