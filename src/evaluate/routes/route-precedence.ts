import { HttpEntry } from './route-config';
import { HttpRouteMatch } from '../../model/mesh';

/**
 * Rules of the Gateway API that meet on one host, the first ones first: exact paths, then prefixes, then regular expressions; longer ones;
 * those with a method; with more headers; with more query parameters. The sort is stable: otherwise the oldest route counts.
 */
export function byPrecedence(one: HttpEntry, other: HttpEntry): number {
  const [ranks, others] = [ranksOf(one), ranksOf(other)];
  const different = ranks.findIndex((rank, index) => rank !== others[index]);
  return different < 0 ? 0 : others[different] - ranks[different];
}

/** One that cannot be read may go before every other. */
function ranksOf({ match }: HttpEntry): readonly number[] {
  if (!match) return [0];
  return match.kind === 'unreadable' ? [2] : [1, ...ranksOfMatch(match.value)];
}

function ranksOfMatch({ path, method, headers, queryParams }: HttpRouteMatch): readonly number[] {
  const kind = path === undefined ? -1 : path.kind === 'exact' ? 3 : path.kind === 'regex' ? 1 : 2;
  return [kind, path?.value.length ?? 0, method === undefined ? 0 : 1, headers.length, queryParams.length];
}
