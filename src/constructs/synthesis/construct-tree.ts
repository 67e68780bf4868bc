import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/**
 * A construct and what is below it in the same chart: nested charts are left out, they own what they hold.
 * The order is that of `node.findAll()`.
 */
export function constructsOfChart(root: IConstruct): IConstruct[] {
  const found: IConstruct[] = [];
  const pending = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    found.push(next);
    const children = next.node.children;
    for (let i = children.length - 1; i >= 0; i--) {
      if (!Chart.isChart(children[i])) pending.push(children[i]);
    }
  }
  return found;
}

/** The objects at or below a construct that belong to the construct's own chart. */
export function objectsOfChart(root: IConstruct): ApiObject[] {
  return constructsOfChart(root).filter(isApiObject);
}

export function isApiObject(construct: IConstruct): construct is ApiObject {
  return ApiObject.isApiObject(construct);
}

export function isInChart(construct: IConstruct): boolean {
  return construct.node.scopes.some((scope) => Chart.isChart(scope));
}

export function isWithin(construct: IConstruct, ancestor: IConstruct): boolean {
  for (let scope: IConstruct | undefined = construct; scope; scope = scope.node.scope) {
    if (scope === ancestor) return true;
  }
  return false;
}
