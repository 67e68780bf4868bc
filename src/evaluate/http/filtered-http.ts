import { HttpFacts } from './http-facts';
import { Token } from '../../model/mesh';

/** A request as the filters of a proxy leave it for its routes. */
export interface FilteredHttp {
  readonly facts: HttpFacts;
  /** What its routes go by: Envoy looks before its filters do, and again only when a token was verified (4.5). */
  readonly routing: HttpFacts;
  readonly tokens: ReadonlyMap<string, Token>;
  /** A gateway at the edge writes headers about the client itself. */
  readonly isEdge: boolean;
}
