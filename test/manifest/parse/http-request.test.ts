import { plainDocument } from '../../../src/manifest/parse/manifest-document';
import { parseRequest } from '../../../src/manifest/parse/parse-request';

function read(http: object) {
  const request = { id: 'r', to: { service: 'shop/pay', port: 80 }, http: { method: 'GET', path: '/', host: 'pay', ...http } };
  return parseRequest(plainDocument(request, { file: 'requests.jsonl', line: 1, column: 1 }));
}

test('a request says which version of HTTP it has, or leaves it open', () => {
  expect(read({ version: '2' }).request?.http?.version).toBe('2');
  expect(read({ version: '1.1' }).request?.http?.version).toBe('1.1');
  expect(read({}).request?.http).not.toHaveProperty('version');
  const { request, diagnostics } = read({ version: '3' });
  expect(request).toBeUndefined();
  expect(diagnostics).toEqual([expect.objectContaining({ field: 'http.version' })]);
});

test('what cannot be the name of a header on the wire is refused', () => {
  const { request, diagnostics } = read({ headers: { ':method': 'POST' } });
  expect(request).toBeUndefined();
  expect(diagnostics.map(({ message }) => message)).toEqual(['":method" is no name of a header; method, path and host are fields of http']);
  expect(read({ headers: { 'x team': 'red' } }).diagnostics.map(({ message }) => message)).toEqual(['"x team" is no name of a header']);
  expect(read({ headers: { 'X-Team': 'red' } }).diagnostics).toEqual([]);
});
