import { Proxy } from './attachment';
import { Chain, Declared } from './chain';
import { envoyChains, FilterChain } from './filter-chain';
import { Mesh, Step } from '../../model/mesh';

/** One port of an Envoy. */
export interface Listener {
  readonly proxy: Proxy;
  readonly port: number;
  /** What the port may be declared to speak. */
  readonly declared: readonly Declared[];
  /** Of a gateway that does not go by the mesh's setting. */
  readonly trustedProxies?: number;
}

/** What the handshake left to see, with the steps that tell it. */
export interface Handshake {
  readonly steps: readonly Step[];
  readonly principal?: string;
  /** What arrives is TLS that nobody here terminates. */
  readonly isOpaqueTls?: boolean;
}

/** The filters of a chain, behind the handshake. */
export interface PeerFilters {
  readonly filters: FilterChain;
  /** Those of the handshake and of the filters; what depends on the request is still to be put in. */
  readonly steps: readonly (Step | undefined)[];
  /** Where those of the filters start. */
  readonly start: number;
}

/** A port as one peer meets it behind the handshake: nothing in it depends on a request. */
export class Meeting {
  readonly proxy: Proxy;
  readonly port: number;
  readonly declared: readonly Declared[];
  readonly trustedProxies?: number;
  readonly steps: readonly Step[];
  readonly principal?: string;
  readonly isOpaqueTls: boolean;
  private http: PeerFilters | undefined;
  private tcp: PeerFilters | undefined;

  constructor(private readonly mesh: Mesh, listener: Listener, handshake: Handshake) {
    this.proxy = listener.proxy;
    this.port = listener.port;
    this.declared = listener.declared;
    this.trustedProxies = listener.trustedProxies;
    this.steps = handshake.steps;
    this.principal = handshake.principal;
    this.isOpaqueTls = handshake.isOpaqueTls ?? false;
  }

  /** What this peer meets on a chain. */
  filters(chain: Chain): PeerFilters {
    return chain === 'HTTP' ? this.http ??= this.make(chain) : this.tcp ??= this.make(chain);
  }

  private make(chain: Chain): PeerFilters {
    const filters = envoyChains(this.mesh, this.proxy).forPeer(chain, this.principal);
    return { filters, steps: [...this.steps, ...filters.steps], start: this.steps.length };
  }
}
