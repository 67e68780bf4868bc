import * as fs from 'fs';
import * as path from 'path';
import { fileURLToPath } from 'url';
import { CallSite } from '../../model';

const LIBRARY = path.resolve(__dirname, '..', '..');
const FRAME = /^\s+at (?:.*\()?(.+?):(\d+):\d+\)?$/;
const DEPTH = 12;

/**
 * The line of the user's code that is calling us now. The stack is only captured here; it is written out, which is
 * the slow part, when a message needs it.
 */
export function captureCallSite(): CallSite | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, captureCallSite);
  Error.stackTraceLimit = limit;
  return new CapturedCallSite(holder);
}

class CapturedCallSite implements CallSite {
  private position?: { readonly path: string; readonly line: number };

  public constructor(private readonly holder: { readonly stack?: string }) {}

  public get file(): string {
    return path.relative(process.cwd(), this.locate().path).split(path.sep).join('/');
  }

  public get line(): number {
    return this.locate().line;
  }

  /** Undefined where the source is not at hand, for example in a packed application. */
  public get text(): string | undefined {
    const position = this.locate();
    return fs.existsSync(position.path) ? fs.readFileSync(position.path, 'utf8').split('\n')[position.line - 1]?.trim() : undefined;
  }

  private locate(): { readonly path: string; readonly line: number } {
    this.position ??= firstForeignFrame(this.holder.stack ?? '') ?? { path: 'unknown', line: 0 };
    return this.position;
  }
}

function firstForeignFrame(stack: string): { readonly path: string; readonly line: number } | undefined {
  for (const text of stack.split('\n')) {
    const frame = FRAME.exec(text);
    const file = frame === null ? '' : fileOf(frame[1]);
    if (frame !== null && isForeign(file)) {
      return { path: file, line: Number(frame[2]) };
    }
  }
  return undefined;
}

/** Frames of ES modules name their file by a URL, in which blanks and letters outside ASCII are encoded. */
function fileOf(location: string): string {
  return location.startsWith('file://') ? fileURLToPath(location) : location;
}

function isForeign(file: string): boolean {
  return path.isAbsolute(file) && !file.startsWith(LIBRARY + path.sep) && !file.includes(`${path.sep}node_modules${path.sep}`);
}
