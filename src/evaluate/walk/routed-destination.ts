import { Mesh, MissingFact } from '../../model/mesh';
import { Destination, findDestination } from '../mesh/destination';
import { Sent } from '../routes/follow';
import { isSubset } from '../truth/reading';

/** Where a route sends a request: all workloads of the Service, or those of a subset. */
export function destinationOf(mesh: Mesh, { request, subset }: Sent): Destination | MissingFact {
  const destination = findDestination(mesh, request);
  if ('fact' in destination || subset === undefined) return destination;
  return { ...destination, targets: destination.targets.filter(({ pod }) => isSubset(subset, pod.labels)) };
}
