/** Where a command reads and writes, so that it can be run without a process. */
export interface Streams {
  readonly readStdin: () => Uint8Array;
  /** Writes a line of the answer. */
  readonly out: (line: string) => void;
  /** Writes a line about the answer. */
  readonly err: (line: string) => void;
  /**
   * Whether the answer is for a terminal that shows colours.
   * @default false
   */
  readonly colour?: boolean;
}
