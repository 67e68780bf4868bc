import { Command, CommanderError } from 'commander';
import { checkCommand } from './check-command';
import { ExitCode } from './exit-code';
import { explainCommand } from './explain-command';
import { readableOnce, UnreadableInput } from './input';
import { Misuse } from './misuse';
import { Streams } from './streams';

/** Runs `ztmesh` with the arguments behind its name. */
export function main(args: readonly string[], given: Streams): ExitCode {
  const streams = { ...given, readStdin: readableOnce(given.readStdin) };
  let code = ExitCode.ANSWERED;
  const end = (result: ExitCode) => {
    code = result;
  };
  const program = new Command('ztmesh').description('Says what Istio decides about requests, from the YAML alone');
  const commands = [checkCommand(streams, end), explainCommand(streams, end)];
  commands.forEach((command) => program.addCommand(command));
  for (const command of [program, ...commands]) {
    command
      .configureOutput({ writeOut: (text) => streams.out(text.trimEnd()), writeErr: (text) => streams.err(text.trimEnd()) })
      .showHelpAfterError('Run ztmesh --help for what there is.')
      .exitOverride();
  }
  return running(streams, () => {
    program.parse([...args], { from: 'user' });
    return code;
  });
}

/** What the user got wrong has been told; a defect of ours is not hidden behind an exit code. */
function running(streams: Streams, run: () => ExitCode): ExitCode {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? ExitCode.ANSWERED : ExitCode.UNANSWERED;
    }
    if (error instanceof UnreadableInput || error instanceof Misuse) {
      streams.err(error.message);
      return ExitCode.UNANSWERED;
    }
    throw error;
  }
}
