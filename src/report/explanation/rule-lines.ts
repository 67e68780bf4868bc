import { nearestAlternative, PlacedRule } from './closest-rules';
import { shortList, shortText } from './shortened';
import { ClauseReading, FieldReading, Provenance, RuleReading } from '../../model/mesh';
import { Paint, Painter } from '../paint';
import { TableLine } from '../table-layout';

/** A rule with its policy and place, and below it what was written and what the request has. */
export function ruleLines({ policy, rule }: PlacedRule, paint: Painter): readonly TableLine[] {
  const name = `  ${policy.name}, rule ${rule.index}`;
  return [
    line([paint.plain, paint.dim], name, [placeText(rule.at), verdictOf(rule), ...policy.isDryRun ? ['in dry-run: never enforced'] : []].join('   ')),
    ...rule.unreadable ? [line([paint.yellow, paint.plain], '    ? cannot be read', rule.unreadable.message)] : [],
    ...rule.clauses.flatMap((clause) => clauseLines(clause, rule.matches === 'yes', paint)),
    ...rule.matches === 'yes' && rule.clauses.length === 0 ? [line([paint.green], '    ✓ asks for nothing, so everything matches')] : [],
  ];
}

function verdictOf({ matches, isDropped }: RuleReading): string {
  if (isDropped) return 'is dropped, so it never matches';
  return { yes: 'matches', no: 'does not match', unknown: 'may match' }[matches];
}

/** Of a rule that does not match, only what is in the way. */
function clauseLines(clause: ClauseReading, isWhole: boolean, paint: Painter): readonly TableLine[] {
  const { name, fields, isSkipped } = nearestAlternative(clause);
  const told = fields.filter(({ matches, ignored }) => isWhole || matches !== 'yes' || ignored !== undefined);
  const others = clause.matches === 'yes' ? 0 : clause.alternatives.length - 1;
  return [
    ...told.map((field) => fieldLine(field, isSkipped, paint)),
    ...isSkipped ? [line([paint.yellow, paint.plain], `    ✗ ${name}`, 'nothing of it is left, so it never matches')] : [],
    ...others > 0 ? [line([paint.dim], `    and ${others} more in ${name.replace(/\[.*/, '')}, no closer`)] : [],
  ];
}

function fieldLine({ name, written, isNegated, has, matches, ignored, missing }: FieldReading, isSkipped: boolean, paint: Painter): TableLine {
  const isIgnored = has === '' && ignored !== undefined;
  const mark = isIgnored || isSkipped ? '!' : { yes: '✓', no: '✗', unknown: '?' }[matches];
  const negation = isNegated && name.startsWith('when[') ? ' not' : '';
  const words = [
    ...isIgnored ? [`ignored: ${ignored}`] : [],
    ...!isIgnored && matches === 'unknown' ? [`not known: ${[...new Set(missing.map(({ fact }) => fact))].join(', ')}`] : [],
    ...!isIgnored && matches !== 'unknown' ? [`the request has ${shortText(has)}`] : [],
    ...!isIgnored && ignored !== undefined ? [ignored] : [],
  ];
  return line([markPaint(mark, paint), paint.plain], `    ${mark} ${name}${negation}: ${shortList(written)}`, words.join('; '));
}

function markPaint(mark: string, paint: Painter): Paint {
  return mark === '✓' ? paint.green : mark === '✗' ? paint.red : paint.yellow;
}

export function placeText({ file, line: number, constructPath }: Provenance): string {
  return `${file}:${number}${constructPath === undefined ? '' : ` (${constructPath})`}`;
}

function line(paints: readonly Paint[], ...cells: readonly string[]): TableLine {
  return { cells, paints };
}
