/** What the process says about its answers. */
export enum ExitCode {
  /** Every request was answered ALLOW or DENY or, where it says what to expect, as expected. */
  ANSWERED = 0,
  /** Some answer is not the one that was expected. */
  DIFFERENT = 1,
  /** The command could not be understood, some input could not be read, or some answer is UNKNOWN. */
  UNANSWERED = 2,
}
