import type { ObjectReader } from './object-reader';
import { parseAttachment } from './parse-attachment';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import { parseRule } from './parse-rule';
import { noteRefusedPolicy } from './refused-policies';
import { isNonEmpty } from '../../model';
import type { WrittenPolicy } from '../../model/mesh';

const ACTIONS = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'] as const;
const DRY_RUN = 'istio.io/dry-run';
/** What Go's strconv.ParseBool takes for true; anything else that is not false is enforced (istio-semantics 1.20). */
const GO_TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

export function parseAuthorizationPolicy(object: ObjectReader, metadata: ParsedMetadata): WrittenPolicy {
  const spec = specOf(object);
  const provider = parseProvider(spec);
  const rules = spec.items('rules').map((item) => item.place.readApart((place) => parseRule(place, item.value)));
  const policy: WrittenPolicy = {
    ...headerOf(metadata),
    action: spec.choice('action', ACTIONS) ?? 'ALLOW',
    ...provider === undefined ? {} : { provider },
    attachment: parseAttachment(spec),
    rules: isNonEmpty(rules) ? rules : 'nothing' as const,
    isDryRun: GO_TRUE.has(metadata.annotations[DRY_RUN]),
  };
  spec.finish();
  noteRefusedPolicy(spec, policy, metadata);
  return policy;
}

function parseProvider(spec: ObjectReader): string | undefined {
  const provider = spec.object('provider');
  if (provider === undefined) return undefined;
  const name = provider.text('name') ?? '';
  provider.finish();
  return name;
}
