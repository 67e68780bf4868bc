import { Command, Option } from 'commander';
import { decisionJson } from './decision-json';
import { describe } from './diagnostic-line';
import { ExitCode } from './exit-code';
import { readFile } from './input';
import { addMeshOptions, MeshOptions, readGivenMesh } from './mesh-options';
import { Misuse } from './misuse';
import { Streams } from './streams';
import { Answer, checkRequests } from '../analysis';

/** What `ztmesh check` was asked for. */
interface CheckOptions extends MeshOptions {
  /** Requests, one JSON object a line: a file, or `-`. */
  readonly requests: string;
  readonly explain: boolean;
}

export function checkCommand(streams: Streams, end: (code: ExitCode) => void): Command {
  return addMeshOptions(new Command('check'))
    .description('Answers requests, one JSON object a line')
    .requiredOption('--requests <file>', 'requests, one JSON object a line; - for standard input')
    .addOption(new Option('--format <format>', 'how answers are written').choices(['jsonl']).default('jsonl'))
    .option('--explain', 'with the whole walk of each request', false)
    .addHelpText('after', '\nExample:\n  $ ztmesh check -f dist --requests requests.jsonl --istio-version 1.31')
    .action((options: CheckOptions) => end(check(options, streams)));
}

/** Answers every request on standard output, and says on standard error what could not be read. */
function check(options: CheckOptions, streams: Streams): ExitCode {
  const given = readGivenMesh(options, streams);
  let { code } = given;
  let count = 0;
  for (const answer of checkRequests(given.mesh, [readFile(options.requests, streams.readStdin)], { explained: options.explain })) {
    code = worse(code, print(answer, streams));
    count += 1;
  }
  if (count === 0) throw new Misuse(`there is no request in ${options.requests}: write one JSON object a line`);
  return code;
}

function print(answer: Answer, streams: Streams): ExitCode {
  if (answer.kind === 'unreadable') {
    answer.diagnostics.forEach((found) => streams.err(describe(found)));
    return ExitCode.UNANSWERED;
  }
  const { decision, expected } = answer;
  streams.out(decisionJson(answer));
  if (expected !== undefined) {
    return decision.decision === expected ? ExitCode.ANSWERED : ExitCode.DIFFERENT;
  }
  return decision.decision === 'UNKNOWN' ? ExitCode.UNANSWERED : ExitCode.ANSWERED;
}

/** An answer that differs from what was expected is told before one that is missing. */
function worse(one: ExitCode, other: ExitCode): ExitCode {
  return one === ExitCode.DIFFERENT || other === ExitCode.DIFFERENT ? ExitCode.DIFFERENT : Math.max(one, other);
}
