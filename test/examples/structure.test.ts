import { Manifest, objectsOf, ofKind, Plane, PLANES, PLANE_NAMES, policiesIn, synthesised } from './manifests';
import { readPolicy } from './read-policy';
import { build as bookinfo } from '../../examples/bookinfo/main';
import { build as payments } from '../../examples/payments/main';
import { build as quickstart } from '../../examples/quickstart/main';
import { DataPlane, Workload } from '../../src';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';

const EXAMPLES = { bookinfo, payments, quickstart };
const CASES = Object.entries(EXAMPLES).flatMap(([name, build]) => PLANE_NAMES.map((plane) => ({ name, build, plane })));
const HTTP_FIELDS = /"(methods|paths|hosts|requestPrincipals|notMethods|notPaths|notHosts|notRequestPrincipals|remoteIpBlocks|notRemoteIpBlocks)"|"request\./;

const keyOf = ({ kind, metadata }: Manifest): string => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

describe.each(CASES)('$name in $plane mode', ({ build, plane }) => {
  const objects = objectsOf(synthesised(build, plane));
  const policies = policiesIn(objects);

  test('no two objects have the same kind, namespace and name', () => {
    const keys = objects.map(keyOf);
    expect(keys).toEqual([...new Set(keys)]);
  });

  test('every policy says which construct it comes from', () => {
    const kinds = ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication', 'NetworkPolicy', 'Namespace'];
    const policyLike = objects.filter(({ kind }) => kinds.includes(kind));
    expect(policyLike.length).toBeGreaterThan(0);
    expect(policyLike.filter(({ metadata }) => metadata.annotations?.['ztmesh.dev/construct-path'] === undefined).map(keyOf)).toEqual([]);
  });

  test('every namespace denies by default and speaks mutual TLS only', () => {
    const namespaces = ofKind(objects, 'Namespace').map(({ metadata }) => metadata.name);
    expect(namespaces.length).toBeGreaterThan(0);
    for (const namespace of [...namespaces, 'istio-system']) {
      expect(policies.filter(({ metadata, spec }) => metadata.namespace === namespace && JSON.stringify(spec) === '{}')).toHaveLength(1);
      const modes = ofKind(objects, 'PeerAuthentication').filter(({ metadata, spec }) => metadata.namespace === namespace && spec.selector === undefined);
      expect(modes.map(({ spec }) => spec.mtls.mode)).toEqual(['STRICT']);
    }
  });

  test('every selector of a policy matches the pods of exactly one workload', () => {
    const workloads = build(PLANES[plane]).node.findAll().filter((construct): construct is Workload => construct instanceof Workload);
    const selecting = [...ofKind(objects, 'AuthorizationPolicy'), ...ofKind(objects, 'RequestAuthentication'), ...ofKind(objects, 'PeerAuthentication')].filter(({ spec }) => spec.selector !== undefined);
    expect(selecting.length).toBeGreaterThan(0);
    for (const { metadata, spec } of selecting) {
      const matched = workloads.filter(({ namespaceName, labels }) => namespaceName === metadata.namespace
        && Object.entries(spec.selector.matchLabels as Record<string, string>).every(([label, value]) => labels[label] === value));
      expect(matched).toHaveLength(1);
    }
  });

  test('policies mean the same after they have been read by the oracle', () => {
    for (const policy of policies) {
      expect(JSON.parse(JSON.stringify(renderAuthorizationPolicy(readPolicy(policy))))).toEqual(policy.spec);
    }
  });

  test('nothing is bound to what the data plane does not have', () => {
    const targeting = policies.filter(({ spec }) => spec.targetRefs !== undefined);
    const selecting = policies.filter(({ spec }) => spec.targetRefs === undefined);
    const wrong: Readonly<Record<Plane, readonly unknown[]>> = {
      sidecar: targeting.filter(({ spec }) => spec.targetRefs!.some(({ kind, name }) => kind !== 'Gateway' || isWaypoint(objects, name))),
      ambient: selecting.filter(({ spec }) => HTTP_FIELDS.test(JSON.stringify(spec))),
    };
    expect(wrong[plane]).toEqual([]);
  });

  test('a Service is the target of a policy only when it is bound to a waypoint', () => {
    const namespaces = new Set(ofKind(objects, 'Namespace').filter(({ metadata }) => metadata.labels?.['istio.io/use-waypoint'] !== undefined).map(({ metadata }) => metadata.name));
    const targets = policies.flatMap(({ metadata, spec }) => (spec.targetRefs ?? []).filter(({ kind }) => kind === 'Service').map(() => metadata.namespace));
    expect(targets.filter((namespace) => !namespaces.has(namespace))).toEqual([]);
    expect(targets.length > 0).toBe(PLANES[plane] === DataPlane.AMBIENT);
  });
});

function isWaypoint(objects: readonly Manifest[], name: string): boolean {
  return ofKind(objects, 'Gateway').some(({ metadata, spec }) => metadata.name === name && spec.gatewayClassName === 'istio-waypoint');
}
