import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { check } from './check-command';
import { ExitCode } from './exit-code';
import { UnreadableInput } from './input';
import { Streams } from './streams';
import { ISTIO_MINORS, IstioMinor } from '../model';

interface CheckFlags {
  readonly file: string[];
  readonly requests: string;
  readonly meshConfig?: string;
  readonly istiodEnv: ReadonlyMap<string, string>;
  readonly istioVersion?: IstioMinor;
  readonly explain: boolean;
}

/** Runs `ztmesh` with the arguments behind its name. */
export function main(args: readonly string[], streams: Streams): ExitCode {
  let code = ExitCode.ANSWERED;
  const program = new Command('ztmesh')
    .description('Says what Istio decides about requests, from the YAML alone')
    .configureOutput({ writeOut: (text) => streams.out(text.trimEnd()), writeErr: (text) => streams.err(text.trimEnd()) })
    .showHelpAfterError('Run ztmesh --help for what there is.')
    .exitOverride();
  addCheck(program, (flags) => {
    code = check(flags, streams);
  });
  return running(streams, () => {
    program.parse([...args], { from: 'user' });
    return code;
  });
}

function addCheck(program: Command, run: (flags: CheckFlags) => void): void {
  program.command('check')
    .description('Answers requests, one JSON object a line')
    .requiredOption('-f, --file <path...>', 'manifests: files, folders, or - for standard input')
    .requiredOption('--requests <file>', 'requests, one JSON object a line; - for standard input')
    .option('--mesh-config <file>', 'a MeshConfig that wins over those among the manifests')
    .option('--istiod-env <NAME=VALUE>', 'an environment variable of istiod; may be repeated', variable, new Map<string, string>())
    .addOption(new Option('--istio-version <version>', 'the minor version of Istio').choices(ISTIO_MINORS).default(undefined, 'the newest'))
    .addOption(new Option('--format <format>', 'how answers are written').choices(['jsonl']).default('jsonl'))
    .option('--explain', 'with the whole walk of each request', false)
    .addHelpText('after', '\nExample:\n  $ ztmesh check -f dist --requests requests.jsonl --istio-version 1.31')
    .exitOverride()
    .action(run);
}

function variable(text: string, known: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const separator = text.indexOf('=');
  if (separator < 1) {
    throw new InvalidArgumentError('Write it as NAME=VALUE.');
  }
  return new Map([...known, [text.slice(0, separator), text.slice(separator + 1)]]);
}

/** What the user got wrong has been told; a defect of ours is not hidden behind an exit code. */
function running(streams: Streams, run: () => ExitCode): ExitCode {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? ExitCode.ANSWERED : ExitCode.UNANSWERED;
    }
    if (error instanceof UnreadableInput) {
      streams.err(error.message);
      return ExitCode.UNANSWERED;
    }
    throw error;
  }
}
