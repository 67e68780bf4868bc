import type { ObjectReader } from './object-reader';
import { headerOf, type ParsedMetadata, specOf } from './parse-header';
import type { ReferenceGrant } from '../../model/mesh';

export function parseReferenceGrant(object: ObjectReader, metadata: ParsedMetadata): ReferenceGrant {
  const spec = specOf(object);
  const grant = {
    ...headerOf(metadata),
    from: spec.objects('from').map((from) => {
      const parsed = { group: from.text('group') ?? '', kind: from.requiredText('kind'), namespace: from.requiredText('namespace') };
      from.finish();
      return parsed;
    }),
    to: spec.objects('to').map((to) => {
      const name = to.text('name');
      const parsed = { group: to.text('group') ?? '', kind: to.requiredText('kind'), ...name === undefined || name === '' ? {} : { name } };
      to.finish();
      return parsed;
    }),
  };
  spec.finish();
  return grant;
}
