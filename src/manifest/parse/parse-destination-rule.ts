import { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseTrafficPolicy } from './parse-traffic-policy';
import type { Labels, Read, TrafficSubset, WrittenDestinationRule } from '../../model/mesh';

/** Its policy and its subsets are read apart: what is wrong with one concerns nobody who goes by the other. */
export function parseDestinationRule(object: ObjectReader, metadata: ParsedMetadata): WrittenDestinationRule {
  const spec = specOf(object);
  const selector = parseSelector(spec);
  const rule = {
    ...headerOf(metadata),
    host: spec.requiredText('host'),
    exportTo: spec.texts('exportTo'),
    ...selector === undefined ? {} : { selector },
    policy: readField(spec, 'trafficPolicy', (value) => value === undefined ? undefined : parseTrafficPolicy(value())),
    subsets: readField(spec, 'subsets', (_value, holder) => holder.objects('subsets').map(parseSubset)),
  };
  spec.finish();
  return rule;
}

function parseSelector(spec: ObjectReader): Labels | undefined {
  const selector = spec.object('workloadSelector');
  const labels = selector?.labels('matchLabels');
  selector?.finish();
  return selector === undefined ? undefined : labels ?? {};
}

/** Reads one field so that its faults spoil nothing beside it. */
function readField<T>(spec: ObjectReader, key: string, read: (value: (() => ObjectReader) | undefined, holder: ObjectReader) => T): Read<T> {
  const value = spec.value(key);
  return spec.place.readApart((place) => {
    const holder = ObjectReader.of(place, value === undefined ? {} : { [key]: value });
    return read(value === undefined ? undefined : () => ObjectReader.of(place.child(key), value), holder);
  });
}

function parseSubset(subset: ObjectReader): TrafficSubset {
  const policy = subset.object('trafficPolicy');
  const parsed = {
    name: subset.requiredText('name'),
    labels: subset.labels('labels') ?? {},
    ...policy === undefined ? {} : { policy: parseTrafficPolicy(policy) },
  };
  subset.finish();
  return parsed;
}
