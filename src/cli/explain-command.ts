import { Command } from 'commander';
import { decisionJson } from './decision-json';
import { ExitCode } from './exit-code';
import { addExplainOptions, ExplainOptions } from './explain-options';
import { undeclaredPort } from './explain-parties';
import { requestOf } from './explain-request';
import { addMeshOptions, readGivenMesh } from './mesh-options';
import { Streams } from './streams';
import { explain, SourceText } from '../analysis';
import { formatExplanation } from '../report';

export function explainCommand(streams: Streams, end: (code: ExitCode) => void): Command {
  return addExplainOptions(addMeshOptions(new Command('explain')))
    .description('Explains one request: the decision, and hop by hop how it came to it')
    .addHelpText('after', '\nExample:\n  $ ztmesh explain -f dist --from shop/web --to payments/pay:8443 --method POST --path /charge')
    .action((options: ExplainOptions) => end(explainOne(options, streams)));
}

function explainOne(options: ExplainOptions, streams: Streams): ExitCode {
  const { mesh, manifests, code } = readGivenMesh(options, streams);
  const request = requestOf(mesh, options);
  const note = undeclaredPort(mesh, request.to);
  if (note !== undefined) streams.err(note);
  const explanation = explain(mesh, request);
  const { decision, steps } = explanation;
  const text = () => formatExplanation(explanation, { colour: streams.colour ?? false, sources: new SourceText(manifests) }).trimEnd();
  streams.out(options.format === 'json' ? decisionJson({ id: request.id, decision, steps }) : text());
  return decision.decision === 'UNKNOWN' ? ExitCode.UNANSWERED : code;
}
