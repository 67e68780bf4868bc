import { HttpEntry, RouteConfig } from './route-config';
import { isThere, RouteDoor } from './route-door';
import { MissingFact } from '../../model/mesh';
import { Truth } from '../truth/truth';

/** The entries that may take a request; undefined among them: none does. One alone is certain. */
export interface Choice<Entry> {
  readonly entries: readonly (Entry | undefined)[];
  readonly missing: readonly MissingFact[];
}

/** The first one that holds, and those before it of which nobody knows. */
export function chooseEntry<Entry>(entries: readonly Entry[], holds: (entry: Entry) => Truth): Choice<Entry> {
  const open: Entry[] = [];
  const missing: MissingFact[] = [];
  for (const entry of entries) {
    const truth = holds(entry);
    if (truth.kind === 'yes') return { entries: [...open, entry], missing };
    if (truth.kind === 'unknown') {
      open.push(entry);
      missing.push(...truth.missing);
    }
  }
  return { entries: [...open, undefined], missing };
}

/** The entries of one VirtualService that are there for a proxy; what stands behind one for everything is not. */
export function entriesAt({ http }: RouteConfig, door: RouteDoor): readonly HttpEntry[] {
  const there = http.filter((entry) => isThere(entry, door).kind !== 'no');
  const last = there.findIndex((entry) => isForEverything(entry) && isThere(entry, door).kind === 'yes');
  return last < 0 ? there : there.slice(0, last + 1);
}

/** Any path, and nothing else asked. */
export function isForEverything({ match }: HttpEntry): boolean {
  if (!match) return true;
  if (match.kind === 'unreadable') return false;
  const { path, method, authority, headers, withoutHeaders, queryParams } = match.value;
  const isAnyPath = path === undefined || (path.kind === 'regex' ? path.value === '.*' : path.kind !== 'exact' && path.value === '/');
  return isAnyPath && !method && !authority && headers.length + withoutHeaders.length + queryParams.length === 0;
}
