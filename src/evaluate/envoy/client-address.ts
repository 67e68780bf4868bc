import { Fact, known } from '../truth/fact';
import { IpAddress, parseClientIp } from '../values/ip-match';

/** What the proxy at some point goes by (1.16). */
export interface ClientAddressScope {
  /** The TCP peer, or at a waypoint the client of the HBONE connection. */
  readonly peer: Fact<IpAddress>;
  /** Of an HTTP request with the header. */
  readonly forwardedFor: string;
  readonly isGateway: boolean;
  readonly numTrustedProxies: number;
}

/** `remoteIpBlocks` and `remote.ip` (1.16): gateways count trusted hops, everybody else believes the last address. */
export function remoteAddress({ peer, forwardedFor, isGateway, numTrustedProxies }: ClientAddressScope): Fact<IpAddress> {
  if (isGateway && numTrustedProxies === 0) return peer;
  const position = isGateway ? numTrustedProxies : 1;
  const address = forwardedFor.split(',').reverse()[position - 1]?.trim();
  const read = address === undefined ? undefined : parseClientIp(address);
  return read ? known(read) : peer;
}
