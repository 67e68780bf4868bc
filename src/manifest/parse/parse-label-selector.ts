import type { ObjectReader } from './object-reader';
import type { LabelRequirement, LabelSelector } from '../../model/mesh';

const OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** A Kubernetes label selector; an absent one selects all. */
export function parseLabelSelector(selector: ObjectReader | undefined): LabelSelector {
  const parsed = {
    matchLabels: selector?.labels('matchLabels') ?? {},
    matchExpressions: selector?.objects('matchExpressions').map(parseRequirement) ?? [],
  };
  selector?.finish();
  return parsed;
}

function parseRequirement(requirement: ObjectReader): LabelRequirement {
  const parsed = { key: requirement.requiredText('key'), operator: requirement.choice('operator', OPERATORS) ?? '', values: requirement.texts('values') };
  if (requirement.value('operator') === undefined) requirement.place.report('missing-field', 'the field operator is required');
  requirement.finish();
  return parsed;
}
