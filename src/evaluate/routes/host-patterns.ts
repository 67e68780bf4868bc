import { covers, isWildcard } from '../client/host-names';

/** A host, or a `*` with a suffix: `*.example.com` holds `a.example.com` and `a.b.example.com`; `*` holds everything. */
type HostPattern = string;

/** Whether some host is one of both. */
export function overlap(one: HostPattern, other: HostPattern): boolean {
  return covers(other, one) || covers(one, other);
}

/** The narrower one of each pair that has hosts in common. */
export function intersection(some: readonly HostPattern[], others: readonly HostPattern[]): readonly HostPattern[] {
  const common = some.flatMap((one) => others.flatMap((other) => (covers(other, one) ? [one] : covers(one, other) ? [other] : [])));
  return [...new Set(common)];
}

/** The most specific pattern that holds a host: itself, else the longest suffix. A suffix needs something before it. */
export function mostSpecific<T>(items: readonly T[], patternOf: (item: T) => HostPattern, host: string): T | undefined {
  const holding = items.filter((item) => {
    const pattern = patternOf(item);
    return isWildcard(pattern) ? pattern === '*' || (host.endsWith(pattern.slice(1)) && host.length >= pattern.length) : pattern === host;
  });
  const longest = Math.max(0, ...holding.map((item) => patternOf(item).length));
  return holding.find((item) => patternOf(item) === host) ?? holding.find((item) => patternOf(item).length === longest);
}

/** The hosts of `namespace/host` entries that are for a namespace. */
export function hostsFor(entries: readonly string[], namespace: string): readonly HostPattern[] {
  return entries.flatMap((entry) => {
    const slash = entry.indexOf('/');
    if (slash < 0) return [entry];
    const place = entry.slice(0, slash);
    return place === '*' || place === namespace ? [entry.slice(slash + 1)] : [];
  });
}
