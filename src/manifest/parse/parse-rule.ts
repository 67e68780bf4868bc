import { ObjectReader } from './object-reader';
import type { Place } from './place';
import { refusedCondition } from './refused-conditions';
import { noteRefused } from './refused-policies';
import { refusedList, refusedValue } from './refused-values';
import type {
  OperationField, SourceField, TextMatch, WrittenCondition, WrittenOperation, WrittenRule, WrittenSource,
} from '../../model/mesh';

const SOURCE_FIELDS: readonly SourceField[] = [
  'principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'remoteIpBlocks', 'trustDomains',
];
const OPERATION_FIELDS: readonly OperationField[] = ['hosts', 'ports', 'methods', 'paths'];
/** `notPaths` for `paths` */
const NEGATED = Object.fromEntries([...SOURCE_FIELDS, ...OPERATION_FIELDS].map((field) => (
  [field, `not${field[0].toUpperCase()}${field.slice(1)}`]
))) as Readonly<Record<SourceField | OperationField, string>>;

/** One rule of an AuthorizationPolicy, word by word. */
export function parseRule(place: Place, value: unknown): WrittenRule {
  const rule = ObjectReader.of(place, value);
  const written = {
    from: rule.objects('from').map((from): WrittenSource => parseAlternative(from, 'source', SOURCE_FIELDS)),
    to: rule.objects('to').map((to): WrittenOperation => parseAlternative(to, 'operation', OPERATION_FIELDS)),
    when: rule.objects('when').map(parseCondition),
    at: place.at,
  };
  rule.finish();
  return written;
}

/** What is in `from[].source` or `to[].operation`; an absent one is an empty one (istio-semantics 1.6). */
function parseAlternative<F extends SourceField | OperationField>(
  alternative: ObjectReader, key: string, fields: readonly F[],
): Readonly<Partial<Record<F, TextMatch>>> {
  const source = alternative.object(key);
  alternative.finish();
  const matches: Partial<Record<F, TextMatch>> = {};
  if (source === undefined) {
    noteRefused(alternative.place, `${key} has to be there`);
    return matches;
  }
  for (const field of fields) {
    const values = source.texts(field);
    const notValues = source.texts(NEGATED[field]);
    const match = { values, notValues };
    if (values.length + notValues.length > 0) matches[field] = match;
    noteRefusedMatch(source.place, field, match);
  }
  source.finish();
  noteRefused(source.place, refusedTogether(key, Object.keys(matches)));
  return matches;
}

function noteRefusedMatch(place: Place, field: SourceField | OperationField, { values, notValues }: TextMatch): void {
  for (const [name, list] of [[field, values], [NEGATED[field], notValues]] as const) {
    const refused = refusedList(field, list);
    if (refused !== undefined) noteRefused(place.child(name), refused);
    for (const [index, value] of list.entries()) {
      const fault = refusedValue(field, value);
      if (fault !== undefined) noteRefused(place.child(name).child(index), fault);
    }
  }
}

/** A service account says the namespace, too (istio-semantics 9.1). */
function refusedTogether(key: string, fields: readonly string[]): string | undefined {
  if (fields.length === 0) return `${key} has no field`;
  const isTwice = fields.includes('serviceAccounts') && (fields.includes('principals') || fields.includes('namespaces'));
  return isTwice ? 'serviceAccounts stand alone, without principals and namespaces' : undefined;
}

function parseCondition(condition: ObjectReader): WrittenCondition {
  const written = {
    key: condition.requiredText('key'),
    match: { values: condition.texts('values'), notValues: condition.texts('notValues') },
  };
  condition.finish();
  noteRefused(condition.place, refusedCondition(written));
  return written;
}
