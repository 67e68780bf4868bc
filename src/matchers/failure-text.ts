import { Judgement } from './judge';
import { WAYS } from './supplying';
import { explain, SourceText } from '../analysis';
import type { Decision } from '../model/mesh';
import { formatExplanation, inWordsOf } from '../report';

/** Why a test fails: what was expected, what the mesh says, and how it comes to that. */
export function failureText(expected: string, { request, judged: { mesh, manifests } }: Judgement): string {
  const explanation = formatExplanation(explain(mesh, request), {
    colour: false, sources: new SourceText(manifests), supplying: (supply) => inWordsOf(WAYS, supply),
  });
  return `expected ${expected}, the mesh says ${explanation.trimEnd()}`;
}

/** `DENY 403 at the waypoint` */
export function saidBy({ decision, status, hop }: Decision): string {
  return [decision, status, hop && `at the ${hop}`].filter((part) => part !== undefined).join(' ');
}

/** In one line. */
export function reasonOf({ reason, policies, missing }: Decision): string {
  const places = policies.map(({ at }) => `${at.file}:${at.line}`);
  const [fact] = missing;
  return [
    reason,
    ...places.length === 0 ? [] : [` (${places.join(', ')})`],
    ...fact === undefined ? [] : [`; missing: ${fact.fact}: ${inWordsOf(WAYS, fact.supply)}`],
  ].join('');
}
