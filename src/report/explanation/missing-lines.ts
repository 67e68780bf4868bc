import { Decision } from '../../model/mesh';
import { Painter } from '../paint';
import { layOut } from '../table-layout';

/** Fields of a request, and how each is set in the words of some reader. */
export type Ways = readonly (readonly [RegExp, string])[];

/** The options of `ztmesh explain`. */
const OPTIONS: Ways = [
  [/^from\.ip\b/, '--from-ip'],
  [/^from\.principal\b/, '--from-principal'],
  [/^from\.workload\b/, '--from'],
  [/^from\.dataPlane\b/, '--data-plane'],
  [/^from\.xForwardedFor\b/, '--header x-forwarded-for=ADDRESS'],
  [/^to\.ip\b/, '--to-ip'],
  [/^to\.port\b/, 'the port of --to'],
  [/^to\.workload\b/, '--to-workload'],
  [/^to\.gateway\b/, '--to-gateway'],
  [/^at: /, '--at '],
  [/^http\.host: /, '--host '],
  [/^http\.headers\["([^"]+)"\]/, '--header $1=VALUE'],
  [/^http\.path\b/, '--path'],
  [/^external: \{"([^"]+)": .*\}/, '--external $1=allow or --external $1=deny'],
];

/** For an answer that is open: each fact that would settle it, and how to supply it. */
export function missingLines({ missing }: Decision, paint: Painter, supplying: (supply: string) => string): readonly string[] {
  if (missing.length === 0) return [];
  const table = layOut(missing.map(({ fact, supply }) => ({ cells: [`    ${fact}`, supplying(supply)], paints: [paint.plain, paint.bold] })));
  return ['  To answer, this has to be known:', ...table.trimEnd().split('\n')];
}

export const optionFor = (supply: string): string => inWordsOf(OPTIONS, supply);

/** `from.ip` becomes `--from-ip`, wherever a list of ways names it; other ways stay as they are. */
export function inWordsOf(ways: Ways, supply: string): string {
  return supply.split(/(, or |, | or | and )/).map((part) => {
    const [pattern, way] = ways.find(([one]) => one.test(part)) ?? [];
    return pattern === undefined || way === undefined ? part : part.replace(pattern, way);
  }).join('');
}
