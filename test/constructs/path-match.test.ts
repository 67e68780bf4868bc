import { PathMatch } from '../../src';
import { textOf } from '../../src/model';

describe('PathMatch.parse', () => {
  test.each([
    ['/charge', 'exact'],
    ['/', 'exact'],
    ['/a//b', 'exact'],
    ['/a%2Fb', 'exact'],
    ['/a;x=1', 'exact'],
    ['/.well-known/jwks', 'exact'],
    ['/cart/*', 'prefix'],
    ['/*', 'prefix'],
    ['/.well-known/*', 'prefix'],
    ['*.png', 'suffix'],
    ['*/info', 'suffix'],
    ['/orders/{*}', 'template'],
    ['/orders/{*}/items/{**}', 'template'],
    ['/{**}', 'template'],
    ['/{**}/end', 'template'],
    ['/foo/{*}/', 'template'],
  ])('reads %s as %s, and writes it unchanged', (text, kind) => {
    const match = PathMatch.parse(text)._toModel();
    expect([match.kind, textOf(match)]).toEqual([kind, text]);
  });

  test.each([
    ['/a*b', 'ZT-C030'], ['*foo*', 'ZT-C030'], ['/a/*/b', 'ZT-C030'], ['/a**', 'ZT-C030'], ['**', 'ZT-C030'],
    ['', 'ZT-C033'], ['*', 'ZT-C033'], ['charge', 'ZT-C033'], ['charge/*', 'ZT-C033'],
  ])('refuses %p with %s', (text, code) => {
    expect(() => PathMatch.parse(text)).toThrow(code);
  });
});

describe('a path that normalisation changes can never match, and is refused', () => {
  test.each([
    ['a query', '/a?x=1'], ['a fragment', '/a#b'], ['a blank', '/a b'], ['a tab', '/a\tb'], ['a letter outside ASCII', '/é'],
    ['a dot segment', '/a/../b'], ['a dot segment at the end', '/a/.'], ['a dot segment with parameters', '/a/..;/b'],
    ['a backslash', '/a\\b'], ['a pipe', '/a|b'], ['a caret', '/a^b'], ['a quote', '/a"b'], ['an angle bracket', '/a<b'], ['a backtick', '/a`b'],
    ['an encoded letter', '/%61dmin'], ['an encoded capital', '/%5Aoo'], ['an encoded digit', '/%31'], ['an encoded dot', '/a%2eb'],
    ['an encoded tilde', '/%7Euser'], ['an encoded underscore', '/a%5fb'], ['an encoded hyphen', '/a%2Db'],
  ])('with %s: %s', (_, path) => {
    expect(() => PathMatch.exact(path)).toThrow('ZT-C033');
    expect(() => PathMatch.prefix(path)).toThrow('ZT-C033');
  });

  test.each(['/a%20b', '/a%2Fb', '/a%5Bb', '/a%40b', '/a%3Ab', '/a%7Fb', '/a%60b', '/a...b', '/...', '/a.b'])('but %s stays as it is', (path) => {
    expect(textOf(PathMatch.exact(path)._toModel())).toBe(path);
  });
});

test.each([PathMatch.exact, PathMatch.prefix])('braces are refused outside of templates, as Istio does', (make) => {
  expect(() => make('/a{b}')).toThrow('ZT-C034');
  expect(() => PathMatch.suffix('{b}')).toThrow('ZT-C034');
});

describe('PathMatch.template', () => {
  test.each([
    ['an operator inside of a segment', '/foo{*}'], ['a name in braces', '/x/{y}'], ['an operator after {**}', '/{**}/{*}'], ['two {**}', '/{**}/a/{**}'],
    ['an empty segment', '/a//{*}'], ['an empty segment at the start', '//{*}'], ['two slashes at the end', '/{*}/x//'],
    ['a star in a literal', '/a*/{*}'], ['a bracket in a literal', '/a[/{*}'], ['no operator', '/a/b'], ['nothing', '/'],
  ])('refuses %s: %s', (_, template) => {
    expect(() => PathMatch.template(template)).toThrow('ZT-C034');
  });

  test.each(['foo/{*}', '{*}', '', '/a?/{*}', '/../{*}'])('refuses %p, which is no path', (template) => {
    expect(() => PathMatch.template(template)).toThrow('ZT-C033');
  });
});

test('a PathMatch cannot be changed', () => {
  expect(Object.isFrozen(PathMatch.exact('/a')._toModel())).toBe(true);
});
