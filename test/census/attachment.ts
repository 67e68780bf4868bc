import type { Scene } from './judged';
import type { Manifest } from '../evaluate/small-mesh';

/** Where objects of a kind attach, and the rest of the spec with which they do. */
export interface Attachment {
  readonly scenes: readonly Scene[];
  readonly spec?: Manifest;
  /** The object is what is called: without it there is no answer. */
  readonly isCalled?: true;
  /** What else stands beside some fields, by how their paths begin. */
  readonly beside?: Readonly<Record<string, Manifest>>;
  /** Parts of the spec that attach elsewhere. */
  readonly parts?: Readonly<Record<string, Attachment>>;
  /** Keys and values of some fields, where any text will not do: what stands for `*`, one value, and another. */
  readonly samples?: Readonly<Record<string, readonly [string, unknown, unknown]>>;
}
