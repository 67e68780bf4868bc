import { PlainCaller, PlainMesh, PlainPolicy, PlainRule, PlainTarget } from './plain-rules';

/** The objects that say the same to Istio: injected pods, a Service for each target, and its policies by selector. */
export function meshObjects({ targets, callers }: Pick<PlainMesh, 'targets' | 'callers'>): readonly object[] {
  const namespaces = new Set([...targets, ...callers].map(({ namespace }) => namespace));
  return [
    ...[...namespaces].map(namespaceObject),
    ...[...targets, ...callers].map(pod),
    ...targets.map(service),
    ...targets.flatMap((target) => target.policies.map((policy) => authorizationPolicy(policy, target))),
  ];
}

function namespaceObject(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'istio-injection': 'enabled' } } };
}

function pod({ namespace, app }: PlainCaller): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name: app, labels: { app }, annotations: { 'sidecar.istio.io/status': '{}' } },
    spec: { serviceAccountName: app, containers: [{ name: 'app', image: 'app', ports: [{ containerPort: 8080, name: 'http' }] }] },
    status: { podIP: '10.0.0.1' },
  };
}

function service({ namespace, app }: PlainTarget): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name: app },
    spec: { clusterIP: '10.96.0.1', selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
}

function authorizationPolicy({ name, action, rules }: PlainPolicy, { namespace, app }: PlainTarget): object {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { namespace, name: `${app}-${name}` },
    spec: { selector: { matchLabels: { app } }, action, rules: rules.map(istioRule) },
  };
}

function istioRule({ principals, methods, paths, notPaths }: PlainRule): object {
  const operation = { ...field('methods', methods), ...field('paths', paths), ...field('notPaths', notPaths) };
  return { from: [{ source: { principals } }], ...Object.keys(operation).length === 0 ? {} : { to: [{ operation }] } };
}

function field(name: string, values: readonly string[]): object {
  return values.length === 0 ? {} : { [name]: values };
}
