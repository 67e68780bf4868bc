import type { ObjectReader } from './object-reader';
import { parseLabelSelector } from './parse-label-selector';
import type { AllowedNamespaces } from '../../model/mesh';

/** The `namespaces` of `allowedRoutes` and `allowedListeners`. */
export function parseAllowedNamespaces(allowed: ObjectReader | undefined, byDefault: 'None' | 'Same'): AllowedNamespaces {
  const namespaces = allowed?.object('namespaces');
  const from = namespaces?.choice('from', ['None', 'Same', 'All', 'Selector']) ?? byDefault;
  const selector = namespaces?.object('selector');
  namespaces?.finish();
  if (from !== 'Selector') return { from };
  return { from, ...parseLabelSelector(selector) };
}
