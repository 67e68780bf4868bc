import { HeaderLines } from './header-lines';
import { HttpVersion } from '../../model/mesh';
import { Fact } from '../truth/fact';
import { Payload } from '../values/claims';

/** What a policy of an HTTP chain can read of a request. */
export interface HttpFacts {
  readonly method: string;
  /** Normalised, without query and fragment; absent for CONNECT, which has none (1.11). */
  readonly path: Fact<string | undefined>;
  readonly query: string;
  readonly host: string;
  readonly version: HttpVersion;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, HeaderLines>;
  /** Headers whose value a filter sets, and which nobody gave. */
  readonly unknownHeaders: ReadonlySet<string>;
  /** Of the verified token; absent without one. */
  readonly payload?: Payload;
}
