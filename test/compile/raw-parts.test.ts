import { rawPartRefusals } from '../../src/compile/workload/raw-parts';

const place = { constructPath: 'app/shop/cart' };
const refused = (rule: object): readonly string[] => rawPartRefusals([rule], place).map((text) => text.split('\n')[0]);

describe('a raw rule', () => {
  test.each<[object, string]>([
    [{}, 'a raw rule'],
    [{ from: [] }, 'from of a raw rule'],
    [{ from: [{}] }, 'from of a raw rule'],
    [{ from: [{ source: {} }] }, 'from.source of a raw rule'],
    [{ from: [{ source: { principals: [] } }] }, 'from.source.principals of a raw rule'],
    [{ to: [{ operation: { ports: ['8080'], methods: [] } }] }, 'to.operation.methods of a raw rule'],
    [{ to: [{ operation: { ports: ['8080'] } }, { operation: {} }] }, 'to.operation of a raw rule'],
    [{ when: [{ key: 'source.namespace', values: [''] }] }, 'when.values of a raw rule'],
    [{ when: [{ key: 'source.namespace' }] }, 'condition source.namespace of a raw rule'],
    [{ from: undefined, to: [{ operation: { ports: ['8080'] } }] }, 'from of a raw rule'],
    [{ from: null, to: [{ operation: { ports: ['8080'] } }] }, 'from of a raw rule'],
    [{ from: [{ source: undefined }] }, 'from.source of a raw rule'],
    [{ from: [{ source: { principals: undefined } }] }, 'from.source.principals of a raw rule'],
    [{ from: [{ source: { principals: [undefined] } }] }, 'from.source.principals of a raw rule'],
  ])('that leaves something empty is refused, because Istio reads it as anything: %j', (rule, field) => {
    expect(refused(rule)).toEqual([`ZT-C032  app/shop/cart: ${field} is empty`]);
  });

  test.each([
    'destination.labels[app]', 'destination.namespace', 'request.headers', 'request.headersX[y]', 'request.headers[]', 'source.ips', 'request.auth.claims',
  ])('with the condition %s is refused, because Istio would drop it', (key) => {
    expect(refused({ when: [{ key, values: ['a'] }] })).toEqual([`ZT-C045  app/shop/cart: Istio knows no condition "${key}"`]);
  });

  test.each([
    'source.ip', 'remote.ip', 'source.serviceAccount', 'source.trustDomain', 'connection.sni', 'request.headers[x-team]', 'request.auth.presenter',
    'request.auth.claims[role]', 'request.auth.claims[realm][role]', 'experimental.envoy.filters.network.mysql_proxy[db.table]',
  ])('with the condition %s is accepted', (key) => {
    expect(refused({ from: [{ source: { namespaces: ['shop'] } }], when: [{ key, values: ['a'] }] })).toEqual([]);
  });
});
