/** The folder that has all our rooms. */
const LIBRARY = __dirname.slice(0, -'problems'.length);

/** A stack without our own frames: what is left begins where the user's code called us. */
export function withoutOwnFrames(stack: string | undefined): string | undefined {
  return stack?.split('\n').filter((line) => !/^\s+at /.test(line) || !line.includes(LIBRARY)).join('\n');
}
