import type { ObjectReader } from './object-reader';
import type { Labels, PolicyAttachment, PolicyTargetRef } from '../../model/mesh';

/** `selector`, `targetRefs` and the legacy `targetRef`, which counts only when there are no `targetRefs` (istio-semantics 1.3). */
export function parseAttachment(spec: ObjectReader): PolicyAttachment {
  const selector = parseSelector(spec);
  const refs = spec.objects('targetRefs').map(parseTargetRef);
  const legacy = spec.object('targetRef');
  const legacyRefs = legacy === undefined ? [] : [parseTargetRef(legacy)];
  return { ...selector === undefined ? {} : { selector }, targetRefs: refs.length > 0 ? refs : legacyRefs };
}

/** Absent without `selector`; empty when it names no label. */
export function parseSelector(spec: ObjectReader): Labels | undefined {
  const selector = spec.object('selector');
  if (selector === undefined) return undefined;
  const labels = selector.labels('matchLabels') ?? {};
  selector.finish();
  return labels;
}

function parseTargetRef(ref: ObjectReader): PolicyTargetRef {
  const namespace = ref.text('namespace');
  const target = {
    group: ref.text('group') ?? '',
    kind: ref.requiredText('kind'),
    name: ref.requiredText('name'),
    ...namespace === undefined ? {} : { namespace },
  };
  ref.finish();
  return target;
}
