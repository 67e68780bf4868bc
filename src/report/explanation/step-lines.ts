import { closestFirst, madePolicies, PlacedRule, withoutRules } from './closest-rules';
import { placeText, ruleLines } from './rule-lines';
import { Explanation, ExplainedStep, Step, StepReading } from '../../model/mesh';
import { Painter } from '../paint';
import { layOut, TableLine } from '../table-layout';

/** How many rules of one step are told. */
const MOST_RULES = 5;
/** Stages that are left out where nothing is attached. */
const SILENT = ['CUSTOM', 'JWT', 'AUDIT'];

/** The walk, hop by hop, its steps numbered. */
export function stepLines({ steps }: Explanation, paint: Painter): readonly string[] {
  const told = steps.filter((step) => !SILENT.includes(step.stage) || !isEmpty(step.reading));
  const width = Math.max(...told.map(({ stage }) => stage.length));
  return told.flatMap((step, index) => {
    const isNewHop = index === 0 || told[index - 1].hop !== step.hop || told[index - 1].place !== step.place;
    return [
      ...isNewHop && index > 0 ? [''] : [],
      ...isNewHop ? [`  ${paint.bold(pointText(step))}`] : [],
      ...ofStep(step, { number: String(index + 1).padStart(String(told.length).length), width }, paint),
    ];
  });
}

/** Waypoints and gateways have a name of their own. */
export function pointText({ hop, place }: Step): string {
  return hop === 'waypoint' || hop === 'gateway' ? `${hop} ${place}` : `${hop} of ${place}`;
}

function isEmpty({ policies, jwtRules, unreadable }: StepReading): boolean {
  return policies.length + jwtRules.length + unreadable.length === 0;
}

function ofStep(step: ExplainedStep, { number, width }: { number: string; width: number }, paint: Painter): readonly string[] {
  const { stage, reading } = step;
  const head = `  ${number}  ${paint.bold(stage)}${' '.repeat(width - stage.length)}  ${step.outcome}`;
  const setters = stage === 'DENY' ? [] : withoutRules(step).map(({ name, at }) => paint.dim(`${name}, ${placeText(at)}`));
  const indent = ' '.repeat(number.length + 2);
  return [
    [head, ...setters].join('   '),
    ...laidOut(tableOf(step, paint)).map((line) => indent + line),
    ...reading.unreadable.map(({ message, at }) => `${indent}  ${paint.yellow('? cannot be read')}   ${placeText(at)}: ${message}`),
  ];
}

function tableOf(step: ExplainedStep, paint: Painter): readonly TableLine[] {
  const { policies, jwtRules } = step.reading;
  const made = madePolicies(step);
  const rules = made.length > 0 ? [] : toldRules(closestFirst(policies));
  const hidden = policies.reduce((sum, policy) => sum + policy.rules.length, 0) - rules.length;
  return [
    ...made.map(({ name, at }): TableLine => ({
      cells: [`  ${name}`, placeText(at), 'made by istiod of the PeerAuthentication there'], paints: [paint.plain, paint.dim, paint.plain],
    })),
    ...rules.flatMap((rule) => ruleLines(rule, paint)),
    ...policies.filter((policy) => policy.rules.length === 0).map(({ name, at }): TableLine => ({
      cells: [`  ${name}`, `${placeText(at)}   has no rule, so it matches nothing`], paints: [paint.plain, paint.dim],
    })),
    ...hidden > 0 ? [{ cells: [`  and ${hidden} more ${hidden === 1 ? 'rule' : 'rules'}`], paints: [paint.dim] }] : [],
    ...jwtRules.map(({ name, index, at, issuer, result }): TableLine => ({
      cells: [`  ${name}, rule ${index}`, placeText(at), `${issuer || 'any issuer'}: ${result}`], paints: [paint.plain, paint.dim, paint.plain],
    })),
  ];
}

/** All that match, and of the others the closest. */
function toldRules(rules: readonly PlacedRule[]): readonly PlacedRule[] {
  const matching = rules.filter(({ policy, rule }) => rule.matches === 'yes' && !policy.isDryRun);
  return (matching.length > 0 ? matching : rules).slice(0, MOST_RULES);
}

function laidOut(lines: readonly TableLine[]): readonly string[] {
  return lines.length === 0 ? [] : layOut(lines).trimEnd().split('\n');
}
