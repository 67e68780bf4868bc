import { HttpFacts } from '../http/http-facts';
import { Fact } from '../truth/fact';
import { IpAddress } from '../values/ip-match';

/** The source of a decrypted stream at a waypoint is no IP address (1.16). */
export const ENVOY_INTERNAL = 'envoy-internal';

/** What an enforcement point knows of a connection. */
export interface ConnectionFacts {
  /** The peer's SPIFFE identity without its scheme; absent over plaintext. */
  readonly principal?: string;
  readonly sourceIp: Fact<IpAddress | typeof ENVOY_INTERNAL>;
  readonly remoteIp: Fact<IpAddress>;
  readonly destinationIp: Fact<IpAddress>;
  /** As the point counts it (1.15). */
  readonly port: number;
  readonly sni?: string;
}

/** Together with the request, where the chain is an HTTP one. */
export interface Facts extends ConnectionFacts {
  readonly http?: HttpFacts;
}
