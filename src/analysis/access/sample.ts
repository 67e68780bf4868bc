import { isPathTemplate, readPathTemplate } from '../../evaluate/values/path-template';
import { matchesText, readTextPattern } from '../../evaluate/values/string-dialects';
import { TextMatch } from '../../model/mesh';

/** A text that one value of a rule stands for; without a value, any that no rule names. */
export interface Sample {
  readonly value?: string;
  readonly text: string;
}

/** What stands for a `*`; no rule names it. */
export const ANYTHING = 'anything-else';

/** One text for each value, or one for all that is not excluded. */
export function samplesOf({ values, notValues }: TextMatch, otherwise: string): readonly Sample[] {
  if (values.length === 0) return [{ text: otherwise }];
  return values.flatMap((value) => {
    const text = [ANYTHING, 'something-other'].map((filler) => filled(value, filler)).find((one) => !notValues.some((excluded) => covers(excluded, one)));
    return text === undefined ? [] : [{ value, text }];
  });
}

/** In the dialects of Envoy: a template, `*` alone, in front or behind, otherwise the text itself. */
function filled(value: string, filler: string): string {
  if (isPathTemplate(value)) return value.replaceAll('{**}', filler).replaceAll('{*}', filler);
  const pattern = readTextPattern(value);
  switch (pattern.kind) {
    case 'any': return filler;
    case 'prefix': return pattern.text + filler;
    case 'suffix': return filler + pattern.text;
    case 'exact': return pattern.text;
  }
}

function covers(value: string, text: string): boolean {
  if (!isPathTemplate(value)) return matchesText(readTextPattern(value), text);
  const template = readPathTemplate(value);
  return template.kind === 'template' && template.expression.test(text);
}
