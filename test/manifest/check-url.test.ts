import { isRequestUri, urlScheme } from '../../src/manifest/check-url';

test.each([
  ['https://example.com/keys?a=1#b', 'https'], ['HTTP://example.com', 'http'], ['oci://registry.example/a:v1', 'oci'],
  ['http://[::1]:8080/', 'http'], ['http://user:pw@example.com:80', 'http'], ['mailto:a@b', 'mailto'],
  ['file:///a', 'file'], ['/a/b', ''], ['*', ''], ['http://', 'http'], ['http://a/%41', 'http'],
])('%s has the scheme "%s"', (text, scheme) => {
  expect(isRequestUri(text)).toBe(true);
  expect(urlScheme(text)).toBe(scheme);
});

test.each([
  '', 'example.com/a', ':a', '1http://a', 'http://a b', 'http://a:b', 'http://a/%zz', 'http://[::1', 'http://[a]', 'http://a:1:2',
  'http://a\n', 'http://us{er@a', 'http://%41/', 'http://a^b',
])('%j is no URL', (text) => {
  expect(isRequestUri(text)).toBe(false);
  expect(urlScheme(text)).toBeUndefined();
});

test.each(['//a|b/c', '/a?b#%zz', '//[::1'])('%s is a request URI but no URL, as Go sees it', (text) => {
  expect(isRequestUri(text)).toBe(true);
  expect(urlScheme(text)).toBeUndefined();
});
