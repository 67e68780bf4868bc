import { placeOf, decisionJson } from './decision-json';
import { ExitCode } from './exit-code';
import { readFile, readManifests } from './input';
import { Streams } from './streams';
import { Answer, checkRequests, readMesh } from '../analysis';
import { IstioMinor } from '../model';
import { Diagnostic } from '../model/mesh';

/** What `ztmesh check` was asked for. */
export interface CheckOptions {
  /** Manifests: files, folders, or `-`. */
  readonly file: readonly string[];
  /** Requests, one JSON object a line: a file, or `-`. */
  readonly requests: string;
  readonly meshConfig?: string;
  readonly istiodEnv: ReadonlyMap<string, string>;
  readonly istioVersion?: IstioMinor;
  readonly explain: boolean;
}

/** Answers every request on standard output, and says on standard error what could not be read. */
export function check(options: CheckOptions, streams: Streams): ExitCode {
  const mesh = readMesh({
    manifests: readManifests(options.file, streams.readStdin),
    environment: options.istiodEnv,
    ...(options.meshConfig === undefined ? {} : { meshConfig: readFile(options.meshConfig, streams.readStdin) }),
    ...(options.istioVersion === undefined ? {} : { istioVersion: options.istioVersion }),
  });
  mesh.diagnostics.forEach((found) => streams.err(describe(found)));
  let code = mesh.diagnostics.length > 0 ? ExitCode.UNANSWERED : ExitCode.ANSWERED;
  for (const answer of checkRequests(mesh, [readFile(options.requests, streams.readStdin)])) {
    code = worse(code, print(answer, options, streams));
  }
  return code;
}

function print(answer: Answer, { explain }: CheckOptions, streams: Streams): ExitCode {
  if (answer.kind === 'unreadable') {
    answer.diagnostics.forEach((found) => streams.err(describe(found)));
    return ExitCode.UNANSWERED;
  }
  const { id, decision, expected } = answer;
  streams.out(decisionJson(id, decision, explain));
  if (expected !== undefined) {
    return decision.decision === expected ? ExitCode.ANSWERED : ExitCode.DIFFERENT;
  }
  return decision.decision === 'UNKNOWN' ? ExitCode.UNANSWERED : ExitCode.ANSWERED;
}

/** An answer that differs from what was expected is told before one that is missing. */
function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one === ExitCode.DIFFERENT || other === ExitCode.DIFFERENT ? ExitCode.DIFFERENT : Math.max(one, other);
}

function describe({ at, field, message, code }: Diagnostic): string {
  return `${placeOf(at)}: ${field === undefined || field === '' ? '' : `${field}: `}${message} [${code}]`;
}
