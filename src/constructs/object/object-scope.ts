import { Chart } from 'cdk8s';
import { Construct } from 'constructs';

/** Dropped from generated names by cdk8s, so that the file is named after the construct. */
const DEFAULT_CHILD = 'Default';

/** Where a construct's objects go: into itself when it is in a chart, else into a chart of its own. */
export function objectScope(construct: Construct): Construct {
  if (construct.node.scopes.some((scope) => Chart.isChart(scope))) {
    return construct;
  }
  const own = construct.node.tryFindChild(DEFAULT_CHILD) as Construct | undefined;
  return own ?? new Chart(construct, DEFAULT_CHILD, { disableResourceNameHashes: true });
}
