import { Decision } from '../../model/mesh';
import { Painter } from '../paint';
import { layOut } from '../table-layout';

/** Fields of a request, where a way to supply a fact begins with one, and how each is set in the words of some reader. */
export type Ways = readonly (readonly [RegExp, string])[];

/** The options of `ztmesh explain`. */
const OPTIONS: Ways = [
  [/^external: \{"([^"]+)": [^}]*\}/, '--external $1=allow or --external $1=deny'],
  [/^http\.headers\["([^"]+)"\]/, '--header $1=VALUE'],
  [/^http\.host: /, '--host '],
  [/^http\.host\b/, '--host'],
  [/^http\.version\b/, '--http-version'],
  [/^http\.path\b/, '--path'],
  [/^from\.ip\b/, '--from-ip'],
  [/^from\.principal\b/, '--from-principal'],
  [/^from\.workload\b/, '--from'],
  [/^from\.dataPlane\b/, '--data-plane'],
  [/^from\.xForwardedFor\b/, '--header x-forwarded-for=VALUE'],
  [/^to\.ip\b/, '--to-ip'],
  [/^to\.port\b/, 'the port of --to'],
  [/^to\.workload\b/, '--to-workload'],
  [/^to\.service\b/, '--to'],
  [/^to\.gateway\b/, '--to-gateway'],
  [/^at: a point\b/, '--at sidecar, waypoint, gateway or ztunnel'],
  [/^at: /, '--at '],
];

/** For an answer that is open: each fact that would settle it, and how to supply it. */
export function missingLines({ missing }: Decision, paint: Painter, supplying: (supply: string) => string): readonly string[] {
  if (missing.length === 0) return [];
  const table = layOut(missing.map(({ fact, supply }) => ({ cells: [`    ${fact}`, supplying(supply)], paints: [paint.plain, paint.bold] })));
  return ['  To answer, this has to be known:', ...table.trimEnd().split('\n')];
}

export const optionFor = (supply: string): string => inWordsOf(OPTIONS, supply);

/** `from.ip` becomes `--from-ip`, wherever a list of ways names it; ways that are no field stay as they are. */
export function inWordsOf(ways: Ways, supply: string): string {
  return ways.reduce((text, [field, words]) => text.replace(anywhere(field), words), supply);
}

/** What stands at the beginning of a text also stands behind another way. */
function anywhere({ source }: RegExp): RegExp {
  return new RegExp(source.replace(/^\^/, '(?<=^|, | or | and )'), 'g');
}
