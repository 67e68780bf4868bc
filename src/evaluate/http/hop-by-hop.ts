import { HeaderLines } from './header-lines';

type Headers = ReadonlyMap<string, HeaderLines>;

/** Of one connection only: over HTTP/2 no request may carry them. */
export const HOP_BY_HOP: readonly string[] = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'];

/** What is left of the headers that are for one connection, and those of which it is not certain (1.18). */
export interface HopByHop {
  readonly headers: Headers;
  readonly unknownHeaders: readonly string[];
}

/** Envoy removes them before any policy; the upgrade to a WebSocket keeps two. What `connection` names may go, too. */
export function withoutHopByHop(headers: Headers): HopByHop {
  const kept = upgradeOf(headers) === undefined ? [] : ['connection', 'upgrade'];
  return {
    headers: new Map([...headers].filter(([name]) => !HOP_BY_HOP.includes(name) || kept.includes(name))),
    unknownHeaders: namedBy(headers).filter((name) => headers.has(name) && !HOP_BY_HOP.includes(name)),
  };
}

/** What a request of HTTP/1 wants the connection to become; Envoy does not hear of h2c. */
export function upgradeOf(headers: Headers): string | undefined {
  const upgrade = headers.get('upgrade')?.join(',').toLowerCase();
  return namedBy(headers).includes('upgrade') && upgrade !== 'h2c' ? upgrade : undefined;
}

function namedBy(headers: Headers): readonly string[] {
  return (headers.get('connection') ?? []).flatMap((line) => line.split(',')).map((one) => one.trim().toLowerCase());
}
