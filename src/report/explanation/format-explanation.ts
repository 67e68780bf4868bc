import { excerptLines, SourceText } from './excerpt';
import { missingLines, optionFor } from './missing-lines';
import { printable } from './printable';
import { requestLine } from './request-line';
import { placeText } from './rule-lines';
import { pointText, stepLines } from './step-lines';
import { Decision, Explanation } from '../../model/mesh';
import { Paint, Painter, painterOf } from '../paint';

export interface ExplanationOptions {
  /** Whether the text is for a terminal that shows colours. */
  readonly colour: boolean;
  /** @default nothing is quoted */
  readonly sources?: SourceText;
  /** How readers supply a fact that is missing. @default - by the options of `ztmesh explain` */
  readonly supplying?: (supply: string) => string;
}

/** An answer as people read it: what was decided and where, the request, hop by hop how it came to that, and what decided it. */
export function formatExplanation(explanation: Explanation, { colour, sources, supplying = optionFor }: ExplanationOptions): string {
  const paint = painterOf(colour);
  const shown = printable(explanation);
  const { request, decision } = shown;
  const sections = [
    [...headLines(shown, paint), ...beforeAnyHop(shown, paint)],
    [`  ${requestLine(request)}`],
    stepLines(shown, paint),
    sources ? excerptLines(shown, sources, paint) : [],
    missingLines(decision, paint, supplying),
  ];
  return sections.filter((lines) => lines.length > 0).map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

/** What was decided and where; and why, where the last step does not say it. */
function headLines({ decision, steps }: Explanation, paint: Painter): readonly string[] {
  const { hop, reason, walk } = decision;
  const last = walk[walk.length - 1];
  const verdict = paint.bold(colourOf(decision, paint)(verdictText(decision)));
  const where = hop === undefined ? '' : ` at the ${last?.hop === hop ? pointText(last) : hop}`;
  const isTold = steps.length > 0 && last?.outcome === reason;
  return isTold ? [verdict + where] : [`${verdict}${where}: ${reason}`];
}

/** What decided before the request was at any proxy that is called. */
function beforeAnyHop({ decision, steps }: Explanation, paint: Painter): readonly string[] {
  const told = steps.flatMap(({ policies }) => policies.map(({ name }) => name));
  return decision.policies.filter(({ name }) => !told.includes(name)).map(({ action, name, at }) => `  ${action} ${name}, ${paint.dim(placeText(at))}`);
}

/** A refusal without a status is one of the connection. */
function verdictText({ decision, status }: Decision): string {
  return status === undefined ? decision : `${decision} ${status}`;
}

function colourOf({ decision }: Decision, paint: Painter): Paint {
  return decision === 'ALLOW' ? paint.green : decision === 'DENY' ? paint.red : paint.yellow;
}
