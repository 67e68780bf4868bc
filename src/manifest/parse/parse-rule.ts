import { ObjectReader } from './object-reader';
import type { Place } from './place';
import type {
  OperationField, SourceField, TextMatch, WrittenCondition, WrittenOperation, WrittenRule, WrittenSource,
} from '../../model/mesh';

const SOURCE_FIELDS: readonly SourceField[] = [
  'principals', 'requestPrincipals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'remoteIpBlocks', 'trustDomains',
];
const OPERATION_FIELDS: readonly OperationField[] = ['hosts', 'ports', 'methods', 'paths'];

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
function parseAlternative<F extends string>(
  alternative: ObjectReader, key: string, fields: readonly F[],
): Readonly<Partial<Record<F, TextMatch>>> {
  const source = alternative.object(key);
  alternative.finish();
  const matches: Partial<Record<F, TextMatch>> = {};
  if (source === undefined) return matches;
  for (const field of fields) {
    const match = { values: source.texts(field), notValues: source.texts(negated(field)) };
    if (match.values.length + match.notValues.length > 0) matches[field] = match;
  }
  source.finish();
  return matches;
}

/** `paths` and `notPaths` */
function negated(field: string): string {
  return `not${field[0].toUpperCase()}${field.slice(1)}`;
}

function parseCondition(condition: ObjectReader): WrittenCondition {
  const written = {
    key: condition.requiredText('key'),
    match: { values: condition.texts('values'), notValues: condition.texts('notValues') },
  };
  condition.finish();
  return written;
}
