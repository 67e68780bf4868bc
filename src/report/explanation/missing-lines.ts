import { Decision } from '../../model/mesh';
import { Painter } from '../paint';
import { layOut } from '../table-layout';

/** Fields of a request, and the option of `ztmesh explain` that sets each. */
const OPTIONS: readonly (readonly [RegExp, string])[] = [
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
export function missingLines({ missing }: Decision, paint: Painter): readonly string[] {
  if (missing.length === 0) return [];
  const table = layOut(missing.map(({ fact, supply }) => ({ cells: [`    ${fact}`, optionFor(supply)], paints: [paint.plain, paint.bold] })));
  return ['  To answer, this has to be known:', ...table.trimEnd().split('\n')];
}

/** `from.ip` becomes `--from-ip`, wherever a list of ways names it; other ways stay as they are. */
export function optionFor(supply: string): string {
  return supply.split(/(, or |, | or | and )/).map((part) => {
    const [pattern, option] = OPTIONS.find(([one]) => one.test(part)) ?? [];
    return pattern === undefined || option === undefined ? part : part.replace(pattern, option);
  }).join('');
}
