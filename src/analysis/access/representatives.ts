import { Alternative } from './demand';
import { Finding } from './finding';
import { allRequests, someRequests, What } from './what';

/** A few requests stand for all that an alternative is about, unless their answers differ. */
export function askRepresentatives(alternative: Alternative, host: string, tell: (whats: readonly What[]) => readonly Finding[]): readonly Finding[] {
  const some = someRequests(alternative, host);
  const found = tell(some);
  const answers = new Set(found.map(({ row }) => JSON.stringify([row.effect, row.enforcedBy, row.operations])));
  const isAsOne = found.length === 0 || (found.length === some.length && answers.size === 1);
  return isAsOne ? found : tell(allRequests(alternative, host));
}
