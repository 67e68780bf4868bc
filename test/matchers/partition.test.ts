import { DataPlane } from 'cdk8s-istio-zero-trust';
import * as fc from 'fast-check';
import { build as bookinfo } from '../../examples/bookinfo/main';
import { build as payments } from '../../examples/payments/main';
import { build as quickstart } from '../../examples/quickstart/main';
import { judge } from '../../src/matchers/judge';
import { JudgedMesh, meshOf } from '../../src/matchers/judged-mesh';
import { meshMatchers } from '../../src/matchers/mesh-matchers';
import { AccessRequest, request, RequestDraft } from '../../src/matchers/request';

const EXAMPLES = { bookinfo, payments, quickstart };
const PLANES = [DataPlane.AMBIENT, DataPlane.SIDECAR];

/** Requests between everything that an app has, and some callers that it knows nothing of. */
function requestsIn({ mesh }: JudgedMesh): fc.Arbitrary<AccessRequest> {
  const workloads = mesh.workloads.map(({ namespace, name }) => `${namespace}/${name}`);
  const targets = mesh.services.flatMap(({ namespace, name, ports }) => ports.map(({ number }) => ({ name: `${namespace}/${name}`, port: number })));
  const draft = fc.tuple(fc.constantFrom(...workloads, 'plaintext', 'principal'), fc.constantFrom(...targets)).map(([caller, target]) => {
    const drafts: Record<string, () => RequestDraft> = {
      plaintext: () => request.plaintext(target.name),
      principal: () => request.principal('bank.example/ns/elsewhere/sa/somebody', target.name),
    };
    return (drafts[caller] ?? (() => request(caller, target.name)))().onPort(target.port);
  });
  const path = fc.constantFrom('/', '/charge', '/metrics', '/api/v1/products', '/internal/x');
  return fc.tuple(draft, fc.constantFrom('GET', 'POST', 'TCP'), path).map(([one, method, where]) => (method === 'TCP' ? one.tcp() : one.http(method, where)));
}

const MATCHERS = Object.entries(meshMatchers);

describe.each(Object.entries(EXAMPLES))('for the requests in %s', (_, build) => {
  test.each(PLANES)('exactly one of toAllow, toDeny and toBeUndecided holds (%s)', (plane) => {
    const mesh = meshOf(build(plane));
    fc.assert(fc.property(requestsIn(mesh.judged), (one) => {
      const passing = MATCHERS.filter(([, matcher]) => matcher.call({}, mesh, one).pass).map(([name]) => name);
      const { decision } = judge(mesh, one).decision;
      expect(passing).toEqual([{ ALLOW: 'toAllow', DENY: 'toDeny', UNKNOWN: 'toBeUndecided' }[decision]]);
    }), { numRuns: 200 });
  }, 60_000);

  test.each(PLANES)('.not.toAllow is toDeny, .not.toDeny is toAllow, and neither holds for what is undecided (%s)', (plane) => {
    const mesh = meshOf(build(plane));
    fc.assert(fc.property(requestsIn(mesh.judged), (one) => {
      // A matcher after .not holds when it does not pass.
      const holds = (name: keyof typeof meshMatchers, isNot: boolean): boolean => meshMatchers[name].call({ isNot }, mesh, one).pass !== isNot;
      expect(holds('toAllow', true)).toBe(holds('toDeny', false));
      expect(holds('toDeny', true)).toBe(holds('toAllow', false));
      expect(holds('toBeUndecided', true)).toBe(!holds('toBeUndecided', false));
    }), { numRuns: 100 });
  }, 60_000);
});
