import { isObject, own } from '../check-field';
import type { ManifestDocument } from './manifest-document';
import type { MeshObjects } from './mesh-objects';
import { isHelmValues } from './mesh-settings';
import { parseObject } from './parse-object';
import { Place } from './place';
import type { Diagnostic } from '../../model/mesh';

/** Lists of lists are none of Kubernetes' doing. */
const MAX_LISTS = 8;
const LIST_KIND = /^(.*)List$/s;

/** Reads one document that is no list into the mesh. */
export function parseDocument(document: ManifestDocument, log: Diagnostic[], into: MeshObjects): void {
  if (document.unreadable !== undefined) {
    log.push(document.unreadable);
    into.addUnidentified('document', document.unreadable.at);
  } else if (!isHelmValues(document.value)) {parseObject(Place.root(document, log), document.value, into);}
}

/** The items of a `List`, as `kubectl get -o yaml` writes it, or of a typed list; any other object itself. */
export function objectsOf(document: ManifestDocument, lists: number = MAX_LISTS): readonly ManifestDocument[] {
  const list = asList(document.value);
  if (list === undefined || lists === 0) return [document];
  const { items, ...types } = list;
  const itemType = LIST_KIND.exec(types.kind)?.[1] ?? '';
  const implied = itemType === '' ? {} : { impliedType: { apiVersion: types.apiVersion, kind: itemType } };
  return items.flatMap((value, index) => objectsOf({
    value,
    locate: (path) => document.locate(['items', index, ...path]),
    faultOf: (container, key) => document.faultOf(container, key) ?? (container === value ? document.faultOf(items, index) : undefined),
    ...implied,
  }, lists - 1));
}

function asList(value: unknown): { readonly apiVersion: string; readonly kind: string; readonly items: readonly unknown[] } | undefined {
  if (!isObject(value)) return undefined;
  const items = own(value, 'items');
  const kind = own(value, 'kind');
  const apiVersion = own(value, 'apiVersion');
  return Array.isArray(items) && typeof kind === 'string' && typeof apiVersion === 'string' && kind.endsWith('List')
    ? { apiVersion, kind, items } : undefined;
}
