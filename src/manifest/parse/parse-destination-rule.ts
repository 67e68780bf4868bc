import type { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseTrafficPolicy } from './parse-traffic-policy';
import { readField } from './read-field';
import type { Labels, TrafficPolicy, TrafficSubset, WrittenDestinationRule } from '../../model/mesh';

/** Its policy and its subsets are read apart: what is wrong with one concerns nobody who goes by the other. */
export function parseDestinationRule(object: ObjectReader, metadata: ParsedMetadata): WrittenDestinationRule {
  const spec = specOf(object);
  const selector = parseSelector(spec);
  const rule = {
    ...headerOf(metadata),
    host: spec.requiredText('host'),
    exportTo: spec.texts('exportTo'),
    ...selector === undefined ? {} : { selector },
    policy: readField(spec, 'trafficPolicy', parsePolicy),
    subsets: readField(spec, 'subsets', (holder) => holder.objects('subsets').map(parseSubset)),
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

function parsePolicy(holder: ObjectReader): TrafficPolicy | undefined {
  const policy = holder.object('trafficPolicy');
  return policy === undefined ? undefined : parseTrafficPolicy(policy);
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
