import * as fc from 'fast-check';
import { type Manifest } from './small-mesh';
import { gateway, knock, path, reached, route, rule } from './small-routes';

const edge = gateway('shop/edge');

/** What a request reaches when two matches lead to `open` and `shut`. */
function between(open: Manifest, shut: Manifest, http: Manifest): string {
  const one = reached(knock([edge, route('shop/r', { rules: [rule(['open'], { matches: [open] }), rule(['shut'], { matches: [shut] })] })], http));
  const other = reached(knock([edge, route('shop/r', { rules: [rule(['shut'], { matches: [shut] }), rule(['open'], { matches: [open] })] })], http));
  expect(other).toBe(one);
  return one;
}

const header = (name: string, value: string, type = 'Exact') => ({ name, value, type });

describe('of two rules of the Gateway API that both match', () => {
  test.each<[string, Manifest, Manifest, Manifest]>([
    ['an exact path goes before a prefix', path('/a', 'Exact'), path('/a'), { path: '/a' }],
    ['an exact path goes before a longer regular expression', path('/a', 'Exact'), path('/a|/bbbbbb', 'RegularExpression'), { path: '/a' }],
    ['a prefix goes before a longer regular expression', path('/a'), path('/a/bb.*', 'RegularExpression'), { path: '/a/bbb' }],
    ['the longer prefix goes first', path('/a/b'), path('/a'), { path: '/a/b/c' }],
    ['a method goes before headers', { ...path('/'), method: 'GET' }, { ...path('/'), headers: [header('x', '1'), header('y', '1')] }, { headers: { x: '1', y: '1' } }],
    ['a longer prefix goes before a method', path('/a'), { ...path('/'), method: 'GET' }, { path: '/a' }],
    ['more headers go before fewer', { headers: [header('x', '1'), header('y', '1')] }, { headers: [header('x', '1')] }, { headers: { x: '1', y: '1' } }],
    ['headers go before query parameters', { headers: [header('x', '1')] }, { queryParams: [header('q', '1'), header('p', '1')] }, { headers: { x: '1' }, path: '/?q=1&p=1' }],
    ['more query parameters go before fewer', { queryParams: [header('q', '1'), header('p', '1')] }, { queryParams: [header('q', '1')] }, { path: '/?q=1&p=1' }],
  ])('%s', (_title, first, second, http) => {
    expect(between(first, second, http)).toBe('open');
    const inverse = knock([edge, route('shop/r', { rules: [rule(['shut'], { matches: [first] }), rule(['open'], { matches: [second] })] })], http);
    expect(reached(inverse)).toBe('shut');
  });

  test('the first one of one route counts when nothing else tells them apart', () => {
    expect(reached(knock([edge, route('shop/r', { rules: [rule(['open']), rule(['shut'])] })]))).toBe('open');
    expect(reached(knock([edge, route('shop/r', { rules: [rule(['shut']), rule(['open'])] })]))).toBe('shut');
  });

  test('the older route counts, then the one whose namespace and name come first', () => {
    const made = (name: string, backend: string, creationTimestamp?: string) => (
      route(`shop/${name}`, { rules: [rule([backend])], metadata: creationTimestamp === undefined ? {} : { creationTimestamp } }));
    expect(reached(knock([edge, made('a', 'open'), made('b', 'shut')]))).toBe('open');
    expect(reached(knock([edge, made('b', 'open'), made('a', 'shut')]))).toBe('shut');
    expect(reached(knock([edge, made('b', 'open', '2026-01-01T00:00:00Z'), made('a', 'shut', '2026-01-02T00:00:00Z')]))).toBe('open');
    expect(reached(knock([edge, made('b', 'open', '2026-01-03T00:00:00Z'), made('a', 'shut', '2026-01-02T00:00:00Z')]))).toBe('shut');
  });

  test('a GRPCRoute and an HTTPRoute meet on one host', () => {
    const grpc = (backend: string) => route('shop/g', { kind: 'GRPCRoute', rules: [rule([backend], { matches: [{ method: { service: 'pay.Pay', method: 'Charge' } }] })] });
    const http = (backend: string) => route('shop/h', { rules: [rule([backend], { matches: [path('/pay.Pay')] })] });
    const charge = { method: 'POST', path: '/pay.Pay/Charge' };
    expect(reached(knock([edge, grpc('open'), http('shut')], charge))).toBe('open');
    expect(reached(knock([edge, grpc('shut'), http('open')], charge))).toBe('shut');
    expect(reached(knock([edge, grpc('shut'), http('open')], { ...charge, path: '/pay.Pay/Refund' }))).toBe('open');
  });
});

describe('a match of the Gateway API', () => {
  const only = (match: Manifest, http: Manifest) => reached(knock([edge, route('shop/r', { rules: [rule(['open'], { matches: [match] })] })], http));

  test.each<[string, Manifest, Manifest, string]>([
    ['a prefix ends where a segment does', path('/a'), { path: '/ab' }, '404'],
    ['a prefix is a whole path, too', path('/a/'), { path: '/a?x=1' }, 'open'],
    ['a prefix holds what is below it', path('/a'), { path: '/a/b' }, 'open'],
    ['an exact path has no slash at its end', path('/a', 'Exact'), { path: '/a/' }, '404'],
    ['case counts', path('/a'), { path: '/A' }, '404'],
    ['a path is normalised first', path('/a'), { path: '/b/../a' }, 'open'],
    ['a regular expression is for the whole path', path('/a', 'RegularExpression'), { path: '/ab' }, '404'],
    ['a regular expression is RE2', path('/v[0-9]+/(?:a|b)', 'RegularExpression'), { path: '/v12/b?x' }, 'open'],
    ['a broken expression leaves it open', path('/a(?=b)', 'RegularExpression'), { path: '/a' }, 'unknown'],
    ['a method is compared with case', { method: 'GET' }, { method: 'get', version: '2' }, '404'],
    ['a header name has no case', { headers: [header('X-Team', 'a')] }, { headers: { 'x-team': 'a' } }, 'open'],
    ['lines of a header are joined', { headers: [header('x', 'a,b')] }, { headers: { x: ['a', 'b'] } }, 'open'],
    ['a header that is missing matches nothing', { headers: [header('x', '.*', 'RegularExpression')] }, {}, '404'],
    ['the first parameter of a name counts', { queryParams: [header('q', '1')] }, { path: '/?q=2&q=1' }, '404'],
    ['parameters may be expressions', { queryParams: [header('q', '[0-9]+', 'RegularExpression')] }, { path: '/?q=21' }, 'open'],
    ['CONNECT takes no route', path('/'), { method: 'CONNECT', path: 'shop.example:443' }, '404'],
  ])('%s', (_title, match, http, expected) => {
    expect(only(match, http)).toBe(expected);
  });

  test('of gRPC is a path', () => {
    const grpc = (method: Manifest, wire: string) => reached(knock([edge, route('shop/g', { kind: 'GRPCRoute', rules: [rule(['open'], { matches: [{ method }] })] })], { method: 'POST', path: wire }));
    expect(grpc({ service: 'a.B' }, '/a.B/C')).toBe('open');
    expect(grpc({ service: 'a.B' }, '/a.Bb/C')).toBe('404');
    expect(grpc({ method: 'C' }, '/x.Y/C')).toBe('open');
    expect(grpc({ type: 'RegularExpression', service: 'a\\..+' }, '/a.B/C')).toBe('open');
    expect(grpc({ service: 'a.B', method: 'C' }, '/a.B/D')).toBe('404');
  });
});

describe('hosts', () => {
  test.each<[string, readonly string[], readonly string[], string, string]>([
    ['an exact one goes before a suffix', ['a.shop.example'], ['*.shop.example'], 'a.shop.example', 'open'],
    ['a suffix takes what is below it', ['a.shop.example'], ['*.shop.example'], 'b.c.shop.example', 'shut'],
    ['the longer suffix goes first', ['*.b.shop.example'], ['*.shop.example'], 'a.b.shop.example', 'open'],
    ['a suffix does not take its own end', ['other.example'], ['*.shop.example'], 'shop.example', '404'],
    ['ports and case do not count', ['a.shop.example'], [], 'A.Shop.example:8080', 'open'],
    ['a host of none is for every one', ['a.shop.example'], [], 'x.example', 'shut'],
  ])('%s', (_title, open, shut, host, expected) => {
    const routes = [route('shop/o', { hostnames: open, rules: [rule(['open'])] }), route('shop/s', { hostnames: shut, rules: [rule(['shut'])] })];
    expect(reached(knock([edge, ...routes], { host }))).toBe(expected);
  });

  test('a host that has routes falls back to no other one', () => {
    const routes = [route('shop/o', { hostnames: ['a.example'], rules: [rule(['open'], { matches: [path('/a')] })] }), route('shop/s', { rules: [rule(['open'])] })];
    expect(reached(knock([edge, ...routes], { host: 'a.example', path: '/b' }))).toBe('404');
  });
});

test('the order of routes and rules that differ in rank never changes where a request goes', () => {
  const matches = [path('/a', 'Exact'), path('/a'), path('/a/b'), { ...path('/'), method: 'GET' }, path('/')];
  const rules = matches.map((match, index) => rule([index % 2 === 0 ? 'open' : 'shut'], { matches: [match] }));
  fc.assert(fc.property(fc.shuffledSubarray(rules, { minLength: 5 }), fc.constantFrom('/', '/a', '/a/b', '/c'), fc.boolean(), (some, wire, isSplit) => {
    const routes = isSplit ? some.map((one, index) => route(`shop/r${index}`, { rules: [one] })) : [route('shop/r', { rules: some })];
    expect(reached(knock([edge, ...routes], { path: wire }))).toBe(reached(knock([edge, route('shop/r', { rules })], { path: wire })));
  }), { numRuns: 60 });
});
