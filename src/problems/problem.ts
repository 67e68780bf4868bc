import { CATALOGUE, ProblemName } from './catalogue';
import { withoutOwnFrames } from './own-frames';
import { ProblemKind } from './problem-kind';

type Placeholders<Text extends string> = Text extends `${string}<${infer Name}>${infer Rest}` ? Name | Placeholders<Rest> : never;
type TextsOf<Name extends ProblemName> = (typeof CATALOGUE)[Name]['what' | 'consequence' | 'fix'];

/** What has to be told about one kind of problem: a value for every word in `<…>`. */
export type Facts<Name extends ProblemName> = { readonly [Key in Placeholders<TextsOf<Name>>]: string | number };

/** Where a problem is: the construct and, when it is known, the line of code that asked for it. */
export interface Place {
  readonly constructPath: string;
  readonly callSite?: { readonly file: string; readonly line: number; readonly text?: string };
}

const INDENT = ' '.repeat('ZT-C000  '.length);
const CALL_WIDTH = 74;

/** One problem as a block of text: code, place and what; the line that asked for it; the consequence; the way out. */
export function describeProblem<Name extends ProblemName>(name: Name, place: Place, facts: Facts<Name>): string {
  const kind: ProblemKind = CATALOGUE[name];
  return [
    `${kind.code}  ${place.constructPath}: ${fill(kind.what, facts)}`,
    ...callLine(place),
    `${INDENT}${fill(kind.consequence, facts)}`,
    `${INDENT}${fill(kind.fix, facts)}`,
  ].join('\n');
}

function callLine({ callSite }: Place): readonly string[] {
  if (callSite === undefined) {
    return [];
  }
  const position = `${callSite.file}:${callSite.line}`;
  return [INDENT + (callSite.text === undefined ? position : `${callSite.text.padEnd(CALL_WIDTH)} ${position}`)];
}

function fill(text: string, facts: Readonly<Record<string, string | number>>): string {
  return text.replace(/<([a-zA-Z]+)>/g, (_, name: string) => String(facts[name]));
}

/** Our API was called with something that cannot be meant. Thrown at the call. */
export class MisuseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MisuseError';
    // The name is part of the stack, which was written before it was set.
    this.stack = withoutOwnFrames(this.stack?.replace(/^Error/, this.name));
  }
}

export function misuse<Name extends ProblemName>(name: Name, place: Place, facts: Facts<Name>): MisuseError {
  return new MisuseError(describeProblem(name, place, facts));
}
