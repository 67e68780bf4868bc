import * as fc from 'fast-check';
import { fitsTokenRequirement, gatewayPolicies, gatewayRefusals, GatewayTarget } from '../../src/compile';
import { hostForms, Http, HttpMethod } from '../../src/constructs/intent/operation';
import { PathMatch } from '../../src/constructs/intent/path-match';
import { renderAuthorizationPolicy } from '../../src/manifest/render-authorization-policy';
import { exactly, Grant, NonEmpty, Operation, Peer, startingWith, StringMatch } from '../../src/model';
import { matchesSome, SeenRequest } from '../support/edge-policies';
import { issuerOf } from '../support/jwt-shop';

const gateway: GatewayTarget = {
  namespace: 'shop',
  name: 'edge',
  identity: { trustDomain: 'corp.example', namespace: 'shop', serviceAccount: 'edge-istio' },
  hosts: hostForms('shop.example') as NonEmpty<StringMatch>,
  redirects: true,
  issuers: [issuerOf()._toModel()],
  routes: ['/'],
  trust: { domain: 'corp.example', aliases: [], foreign: [] },
};

const anyone: Peer = { kind: 'anyone', reason: 'for the tests' };
const from = (cidr: string): Peer => ({ kind: 'client-ip-block', cidr, behind: gateway.identity });
const user: Peer = { kind: 'user', through: 'unsaid', user: { issuer: 'https://idp.example/', claims: [] } };

const grant = (peer: Peer, operation: Operation): Grant => ({ effect: 'ALLOW', peer, operation, by: 'service', origin: { constructPath: 'edge' } });

const METHODS = [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST];
const PATHS = ['/', '/a', '/a/', '/a/b', '/a/b/c', '/a/[', '/b', '/b.png', '/A'];
const PATTERNS = ['/', '/a', '/a/*', '/a/{*}', '/a/{**}', '*.png', '/b'];
const HOSTS = ['shop.example', 'SHOP.example:8443', 'other.example', 'shop.example.evil.example'];

const operation = fc.record({
  methods: fc.subarray(METHODS, { minLength: 1 }),
  paths: fc.subarray(PATTERNS, { minLength: 1 }).map((patterns) => patterns.map((pattern) => PathMatch.parse(pattern))),
  hosts: fc.constant<string[]>(['shop.example']),
}, { requiredKeys: ['paths'] });

const tokenless = fc.record({ peer: fc.constantFrom(anyone, from('203.0.113.0/24'), from('198.51.100.9')), operation })
  .map((parts) => grant(parts.peer, Http.request(parts.operation)._toModel()[0]));

const request: fc.Arbitrary<SeenRequest> = fc.record({
  method: fc.constantFrom<string>(...METHODS, 'DELETE', 'get'),
  path: fc.constantFrom(...PATHS, '/a?b', '/b#a'),
  host: fc.constantFrom(...HOSTS),
  port: fc.constantFrom(443, 80),
  clientIp: fc.constantFrom('203.0.113.7', '198.51.100.9'),
  headers: fc.constant({}),
  claims: fc.constantFrom(undefined, { iss: 'https://idp.example/', sub: 'alice' }, { iss: 'https://idp.example/' }, { iss: 'https://other.example', sub: 'eve' }),
});

const rulesOf = (grants: readonly Grant[], slot: 'allow' | 'requireToken') => (
  gatewayPolicies(gateway, grants)[slot].flatMap((policy) => renderAuthorizationPolicy(policy).rules ?? []) as never[]
);

/** What a grant means, in words of the person who wrote it: nothing here is read off a policy. */
function isMeant({ peer, operation: { http } }: Grant, seen: SeenRequest): boolean {
  const texts = (list: readonly StringMatch[] | undefined) => list?.map((match) => (match.kind === 'present' ? '*' : match.value));
  const [path] = seen.path.split(/[?#]/);
  const isHost = /^shop\.example(:\d+)?$/i.test(seen.host);
  const isPath = http!.paths!.values!.some((match) => isPathMeant(match, path));
  const isClient = peer.kind === 'anyone' || (peer.kind === 'client-ip-block' && (seen.clientIp.startsWith('203.0.113.') === peer.cidr.startsWith('203.')));
  return seen.port === 443 && isHost && isPath && isClient && (texts(http!.methods?.values)?.includes(seen.method) ?? true);
}

function isPathMeant(match: StringMatch, path: string): boolean {
  switch (match.kind) {
    case 'exact':
      return path === match.value;
    case 'prefix':
      return path.startsWith(match.value);
    case 'suffix':
      return path.endsWith(match.value);
    case 'present':
      return true;
    case 'template':
      return match.value === '/a/{*}' ? /^\/a\/[a-z]+$/.test(path) : /^\/a\/[a-z/]*$/.test(path);
  }
}

const hasToken = ({ claims }: SeenRequest): boolean => claims !== undefined && 'sub' in claims;

describe('what grants at a gateway become', () => {
  it('denies exactly the requests that have no token and that no operation opens to everyone', () => {
    fc.assert(fc.property(fc.array(tokenless, { maxLength: 6 }), fc.array(request, { minLength: 1, maxLength: 40 }), (grants, requests) => {
      const rules = rulesOf(grants, 'requireToken');
      requests.forEach((seen) => {
        expect(matchesSome(rules, seen)).toBe(seen.port === 443 && !hasToken(seen) && !grants.some((one) => isMeant(one, seen)));
      });
    }), { numRuns: 400 });
  });

  it('allows exactly what some grant means, and the redirect', () => {
    fc.assert(fc.property(fc.array(tokenless, { maxLength: 6 }), request, (grants, seen) => {
      const isRedirected = grants.length > 0 && seen.port === 80;
      expect(matchesSome(rulesOf(grants, 'allow'), seen)).toBe(isRedirected || grants.some((one) => isMeant(one, seen)));
    }), { numRuns: 400 });
  });

  it('asks everyone for a token when only users are let in', () => {
    expect(rulesOf([grant(user, Http.get('/a')._toModel()[0])], 'requireToken')).toEqual([
      { from: [{ source: { notRequestPrincipals: ['*'] } }], to: [{ operation: { ports: ['443'] } }] },
    ]);
  });

  it('negates a method and a path as "another method, or another path"', () => {
    expect(rulesOf([grant(anyone, Http.get('/a', { hosts: ['shop.example'] })._toModel()[0])], 'requireToken')).toEqual([{
      from: [{ source: { notRequestPrincipals: ['*'] } }],
      to: [
        { operation: { ports: ['443'], methods: ['GET'], notHosts: ['shop.example', 'shop.example:*'] } },
        { operation: { ports: ['443'], notMethods: ['GET'] } },
        { operation: { ports: ['443'], methods: ['GET'], notPaths: ['/a'] } },
      ],
    }]);
  });

  it('names no principal for a client address, because clients bring no certificate', () => {
    expect(rulesOf([grant(from('203.0.113.0/24'), Http.get('/a')._toModel()[0])], 'allow')[0]).toHaveProperty(
      'from', [{ source: { remoteIpBlocks: ['203.0.113.0/24'] } }],
    );
  });

  it('allows nothing, not even the redirect, while there is no grant', () => {
    expect(gatewayPolicies(gateway, []).allow.map(renderAuthorizationPolicy)).toEqual([
      { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }] },
    ]);
  });

  it('writes many paths without a token in as many values, not in as many rules', () => {
    const grants = Array.from({ length: 300 }, (_, index) => grant(anyone, Http.get(`/open/${index}`)._toModel()[0]));
    expect(rulesOf(grants, 'requireToken')).toHaveLength(1);
  });

  it('refuses exceptions that no policy could hold, and meanwhile excepts nobody', () => {
    const grants = Array.from({ length: 12 }, (_, index) => grant(from(`203.0.113.${index}`), Http.get(`/open/${index}`)._toModel()[0]));
    expect(fitsTokenRequirement(gateway, grants)).toBe(false);
    expect(gatewayRefusals(gateway, grants)).toEqual([expect.stringContaining('ZT-C069')]);
    expect(rulesOf(grants, 'requireToken')).toEqual(rulesOf([], 'requireToken'));
  });
});

describe('grants without a route', () => {
  const refusedFor = (path: StringMatch, ...routes: string[]): boolean => (
    gatewayRefusals({ ...gateway, routes }, [grant(user, { http: { paths: { values: [path] } }, when: [] })]).length > 0
  );

  it.each<[string, StringMatch, boolean]>([
    ['/cart itself', exactly('/cart'), false],
    ['a path below it', exactly('/cart/1'), false],
    ['a longer word', exactly('/cartoon'), true],
    ['another case', exactly('/Cart'), true],
    ['a prefix below it', startingWith('/cart/'), false],
    ['a prefix above it', startingWith('/'), false],
    ['a prefix beside it', startingWith('/orders/'), true],
    ['any ending', { kind: 'suffix', value: '.png' }, false],
    ['a template below it', { kind: 'template', value: '/cart/{*}/items' }, false],
    ['a template that covers it', { kind: 'template', value: '/{*}/items' }, false],
    ['a template with a rest', { kind: 'template', value: '/{**}' }, false],
    ['a template beside it', { kind: 'template', value: '/orders/{*}' }, true],
  ])('are told apart by segments: %s', (_, path, isRefused) => {
    expect(refusedFor(path, '/cart')).toBe(isRefused);
  });

  it('are all right with a route for everything', () => {
    expect(refusedFor({ kind: 'template', value: '/orders/{*}' }, '/')).toBe(false);
  });

  it('are refused without any route, whatever they say about paths', () => {
    expect(gatewayRefusals({ ...gateway, routes: [] }, [grant(user, { http: {}, when: [] })])).toEqual([expect.stringContaining('ZT-C065')]);
  });
});
