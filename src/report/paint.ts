export type Paint = (text: string) => string;

/** How parts of a text stand out. */
export interface Painter {
  readonly plain: Paint;
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
}

const ESCAPE = '\u001b[';

/** SGR codes of ECMA-48: one to switch on, one to switch off. */
const sgr = (on: number, off: number): Paint => (text) => (text === '' ? '' : `${ESCAPE}${on}m${text}${ESCAPE}${off}m`);

const asItIs: Paint = (text) => text;

const COLOUR: Painter = { plain: asItIs, bold: sgr(1, 22), dim: sgr(2, 22), red: sgr(31, 39), green: sgr(32, 39), yellow: sgr(33, 39) };
const NO_COLOUR: Painter = { plain: asItIs, bold: asItIs, dim: asItIs, red: asItIs, green: asItIs, yellow: asItIs };

export const painterOf = (colour: boolean): Painter => (colour ? COLOUR : NO_COLOUR);
