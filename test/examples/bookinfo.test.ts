import { refusedByOmission } from './closed-world';
import { Cluster } from './cluster';
import { Manifest, objectsOf, ofKind, PLANE_NAMES, synthesised } from './manifests';
import { may, mayNot, request, RequestParts, titleOf } from './requests';
import { BroughtToken } from './tokens';
import { build } from '../../examples/bookinfo/main';
import { Verdict } from '../support/policy-oracle';

const [productpage, details, reviews, ratings] = ['productpage', 'details', 'reviews', 'ratings'].map((name) => `bookinfo/bookinfo-${name}`);

const CASES = [
  may(productpage, 'GET /details/0 at bookinfo/details:9080'),
  may(productpage, 'GET /reviews/0 at bookinfo/reviews:9080'),
  may(reviews, 'GET /ratings/0 at bookinfo/ratings:9080'),
  may('ingress/bookinfo-istio', 'GET /productpage at bookinfo/productpage:9080'),
  mayNot(productpage, 'GET /ratings/0 at bookinfo/ratings:9080'),
  mayNot(productpage, 'POST /reviews/0 at bookinfo/reviews:9080'),
  mayNot(productpage, 'GET /health at bookinfo/details:9080'),
  mayNot(details, 'GET /reviews/0 at bookinfo/reviews:9080'),
  mayNot(ratings, 'GET /details/0 at bookinfo/details:9080'),
  mayNot(reviews, 'GET /productpage at bookinfo/productpage:9080'),
  mayNot('bookinfo/default', 'GET /details/0 at bookinfo/details:9080'),
  mayNot(undefined, 'GET /productpage at bookinfo/productpage:9080'),
];

const reader: BroughtToken = { iss: 'https://idp.example/', sub: 'alice', aud: ['bookinfo'], claims: {} };

const CLIENTS: readonly (readonly [string, Verdict, string, RequestParts])[] = [
  ['a signed-in reader sees the page', 'ALLOW', 'GET /productpage', { token: reader }],
  ['a signed-in reader asks for a product', 'ALLOW', 'GET /api/v1/products/0', { token: reader }],
  ['anyone gets the style sheets', 'ALLOW', 'GET /static/tailwind/tailwind.css', {}],
  ['anyone sees no page', 'DENY', 'GET /productpage', {}],
  ['a signed-in reader posts nothing', 'DENY', 'POST /productpage', { token: reader }],
  ['a token for another application is refused', 'DENY', 'GET /productpage', { token: { ...reader, aud: ['games'] } }],
  ['a token of another issuer is refused', 'DENY', 'GET /productpage', { token: { ...reader, iss: 'https://idp.example' } }],
  ['another host is refused', 'DENY', 'GET /static/tailwind/tailwind.css', { host: 'other.example' }],
  ['health stays inside', 'DENY', 'GET /health', { token: reader }],
];

describe.each(PLANE_NAMES)('bookinfo in %s mode', (plane) => {
  const objects = objectsOf(synthesised(build, plane));
  const cluster = new Cluster(objects, plane, 'cluster.local');

  test.each(CASES.map((one) => [titleOf(one), one] as const))('%s', (_, { call, verdict }) => {
    expect(cluster.verdict(call)).toBe(verdict);
  });

  test.each(CLIENTS)('%s', (_, verdict, line, parts) => {
    expect(cluster.verdictAtEdge('ingress/bookinfo', request(line, { host: 'bookinfo.example', ...parts }))).toBe(verdict);
  });

  test('whatever nobody allows is refused', () => {
    const refused = refusedByOmission(CASES, [9080, 9090]);
    expect(refused.length).toBeGreaterThan(10);
    expect(refused.filter(({ call }) => cluster.verdict(call) !== 'DENY').map(titleOf)).toEqual([]);
  });

  test('three versions of the reviews stand behind one Service', () => {
    const pods = ofKind(objects, 'Deployment').filter(({ metadata }) => metadata.name.startsWith('reviews-')).map((deployment) => deployment.spec.template);
    const [service] = ofKind(objects, 'Service').filter(({ metadata }) => metadata.name === 'reviews');
    expect(pods.map(({ metadata }: Manifest) => metadata.labels!.version)).toEqual(['v1', 'v2', 'v3']);
    expect(pods.map(({ metadata }: Manifest) => metadata.labels!.app)).toEqual(Array(3).fill(service.spec.selector.app));
  });

  test('every pod runs as its own service account, without its token', () => {
    for (const { metadata, spec } of ofKind(objects, 'Deployment')) {
      expect(spec.template.spec).toMatchObject({ serviceAccountName: `bookinfo-${metadata.labels!.app}`, automountServiceAccountToken: false });
    }
  });
});
