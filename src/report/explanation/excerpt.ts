import { closestFirst, madePolicies, nearestAlternative } from './closest-rules';
import { sameWidth } from './printable';
import { placeText } from './rule-lines';
import { shortText } from './shortened';
import { Explanation, FieldReading, Provenance, RuleReading } from '../../model/mesh';
import { Painter } from '../paint';

/** The texts that a mesh was read from. */
export interface SourceText {
  /** The line that was written at a place; absent when its text is not at hand. */
  line(at: Provenance): string | undefined;
  /** Where a field of the rule at a place was written, as in `from[0].source.principals`. */
  fieldAt(rule: Provenance, field: string): Provenance;
}

const MOST_CHARACTERS = 120;

/** A place in the manifests, and what there is to say about it. */
interface Remark {
  readonly at: Provenance;
  readonly words: string;
}

/** The line of the manifests that decided or, where nothing matched, that came closest to it. */
export function excerptLines(explanation: Explanation, sources: SourceText, paint: Painter): readonly string[] {
  const remark = remarkOf(explanation, sources);
  const written = remark && sources.line(remark.at);
  if (remark === undefined || written === undefined) return [];
  const { at, words } = remark;
  const number = String(at.line);
  const gutter = ' '.repeat(number.length);
  const start = at.column - 1;
  // A long line is cut where nobody looks.
  const from = start > MOST_CHARACTERS / 2 && written.length > MOST_CHARACTERS ? start - MOST_CHARACTERS / 2 : 0;
  const cut = sameWidth(written.replace(/\r$/, '').slice(from, from + MOST_CHARACTERS)).trimEnd();
  return [
    `  ${paint.dim(placeText(at))}`,
    `  ${paint.dim(`${number} |`)} ${from > 0 ? '…' : ''}${cut}${from + MOST_CHARACTERS < written.length ? '…' : ''}`,
    `  ${paint.dim(`${gutter} |`)} ${' '.repeat(start - from + (from > 0 ? 1 : 0))}${paint.yellow(`^ ${words}`)}`,
  ];
}

function remarkOf({ steps, decision }: Explanation, sources: SourceText): Remark | undefined {
  const decisive = [...steps].reverse().find(({ outcome }) => decision.reason.startsWith(outcome));
  const [nearest] = closestFirst(decisive?.reading.policies ?? []);
  if (!decisive || !nearest || nearest.policy.isDryRun || madePolicies(decisive).length > 0) return undefined;
  const { rule } = nearest;
  const field = decisiveField(rule);
  if (field) return { at: sources.fieldAt(rule.at, field.name), words: wordsOf(field, rule) };
  return { at: rule.at, words: rule.unreadable ? 'this cannot be read' : 'this rule matches' };
}

/** What the rule falls or fails by, or what it does without though it is written; absent when no single field says it. */
function decisiveField({ clauses, matches, isDropped }: RuleReading): FieldReading | undefined {
  const fields = clauses.flatMap((clause) => nearestAlternative(clause).fields);
  if (matches === 'yes' || isDropped) return fields.find(isIgnored);
  return fields.find((field) => field.matches === matches) ?? fields.find(isIgnored);
}

function isIgnored({ has, ignored }: FieldReading): boolean {
  return has === '' && ignored !== undefined;
}

function wordsOf(field: FieldReading, { isDropped }: RuleReading): string {
  const { ignored, has, matches, missing } = field;
  if (isIgnored(field)) return `${isDropped ? 'the rule is dropped' : 'ignored'}: ${ignored}`;
  return matches === 'unknown' ? `not known: ${missing[0]?.fact ?? 'what the request has'}` : `the request has ${shortText(has)}`;
}
