import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/** The objects at or below a construct that belong to the construct's own chart, in the order of `node.findAll()`. */
export function objectsOfChart(root: IConstruct): ApiObject[] {
  const found: ApiObject[] = [];
  const pending = [root];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (isApiObject(next)) found.push(next);
    const children = next.node.children;
    for (let i = children.length - 1; i >= 0; i--) {
      if (!Chart.isChart(children[i])) pending.push(children[i]);
    }
  }
  return found;
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
