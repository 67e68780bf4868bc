import { withoutOwnFrames } from './own-frames';

/**
 * All problems of an app in one error: each entry is a finished block of text that names its place.
 *
 * @internal
 */
export class ProblemsError extends Error {
  public readonly name = 'ProblemsError';

  /** One block of text for each problem, in the order in which they were found. */
  public readonly problems!: readonly string[];

  constructor(problems: readonly string[], causes: readonly unknown[] = []) {
    super([heading(problems.length), ...problems].join('\n\n'), causeOf(causes));
    // Not enumerable, so that they are not printed a second time beside the message.
    Object.defineProperty(this, 'problems', { value: Object.freeze([...problems]), enumerable: false });
    this.stack = withoutOwnFrames(this.stack?.replace(/^Error/, this.name));
  }
}

function heading(count: number): string {
  return `${count} ${count === 1 ? 'problem' : 'problems'}, nothing was written`;
}

function causeOf(causes: readonly unknown[]): ErrorOptions | undefined {
  if (causes.length === 0) return undefined;
  return { cause: causes.length === 1 ? causes[0] : new AggregateError(causes) };
}
