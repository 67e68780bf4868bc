import { Condition, Grpc, Http, HttpMethod, Operation, PathMatch, Tcp } from '../../src';
import { anyConnection } from '../../src/constructs/intent/operation';
import { exactly, Operation as OperationModel } from '../../src/model';

const only = (operation: Operation): OperationModel => {
  const [model, ...others] = operation._toModel();
  expect(others).toEqual([]);
  return model;
};

describe('Http', () => {
  test.each<[string, Operation, string]>([
    ['get', Http.get('/a'), 'GET'], ['post', Http.post('/a'), 'POST'], ['put', Http.put('/a'), 'PUT'], ['patch', Http.patch('/a'), 'PATCH'],
    ['delete', Http.delete('/a'), 'DELETE'], ['of', Http.of([HttpMethod.HEAD], '/a'), 'HEAD'],
  ])('%s means one method and one path', (_, operation, method) => {
    expect(only(operation)).toEqual({ http: { methods: { values: [exactly(method)] }, paths: { values: [exactly('/a')] } }, when: [] });
  });

  test('any leaves the method open', () => {
    expect(only(Http.any('/a'))).toEqual({ http: { paths: { values: [exactly('/a')] } }, when: [] });
  });

  test('request leaves open what is left out', () => {
    expect(only(Http.request({}))).toEqual({ http: {}, when: [] });
  });

  test('request knows the negative of each part', () => {
    const { http } = only(Http.request({ notMethods: [HttpMethod.DELETE], notPaths: [PathMatch.prefix('/admin/')], notHosts: ['admin.example'] }));
    expect(http).toEqual({
      methods: { notValues: [exactly('DELETE')] },
      paths: { notValues: [{ kind: 'prefix', value: '/admin/' }] },
      hosts: { notValues: [exactly('admin.example'), { kind: 'prefix', value: 'admin.example:' }] },
    });
  });

  test('a host is meant with its port and without, because Istio keeps the port', () => {
    expect(only(Http.get('/', { hosts: ['shop.example'] })).http?.hosts?.values).toEqual([exactly('shop.example'), { kind: 'prefix', value: 'shop.example:' }]);
    expect(only(Http.get('/', { hosts: ['*.shop.example'] })).http?.hosts?.values).toEqual([{ kind: 'suffix', value: '.shop.example' }]);
  });

  test.each<[string, () => Operation]>([
    ['methods', () => Http.request({ methods: [] })], ['notMethods', () => Http.request({ notMethods: [] })], ['paths', () => Http.request({ paths: [] })],
    ['notPaths', () => Http.request({ notPaths: [] })], ['hosts', () => Http.request({ hosts: [] })], ['notHosts', () => Http.request({ notHosts: [] })],
    ['ports', () => Http.get('/', { ports: [] })], ['when', () => Http.get('/', { when: [] })], ['methods of Http.of', () => Http.of([], '/')],
  ])('refuses an empty list of %s', (_, make) => {
    expect(make).toThrow('ZT-C032');
  });

  test.each(['get', 'FETCH', '', '*'])('refuses the method %p, as callers without types can pass it', (method) => {
    expect(() => Http.of([method as HttpMethod], '/')).toThrow('ZT-C046');
    expect(() => Http.request({ notMethods: [method as HttpMethod] })).toThrow('ZT-C046');
  });

  test.each(['shop.example:8443', 'http://shop.example', 'shop.example/', '*', '*shop.example', 'shop.*', 'shop..example', '-shop.example', '', 'a b', 'shop.example.'])(
    'refuses %p, which is no host', (host) => {
      expect(() => Http.get('/', { hosts: [host] })).toThrow('ZT-C037');
    },
  );

  test.each([0, 15021, 1.5])('refuses the port %p', (port) => {
    expect(() => Http.get('/', { ports: [port] })).toThrow('ZT-C038');
  });
});

describe('Grpc', () => {
  test('a service is the prefix of its paths, by POST', () => {
    expect(only(Grpc.service('shop.v1.Cart')).http).toEqual({
      methods: { values: [exactly('POST')] }, paths: { values: [{ kind: 'prefix', value: '/shop.v1.Cart/' }] },
    });
  });

  test('a method is one path, by POST', () => {
    expect(only(Grpc.method('shop.v1.Cart', 'AddItem')).http?.paths?.values).toEqual([exactly('/shop.v1.Cart/AddItem')]);
  });

  test.each(['', '/', 'shop.v1.Cart/', 'shop..Cart', 'shop.v1.*', '*', '1shop', 'shop v1', 'shop-v1.Cart'])('refuses the service %p', (service) => {
    expect(() => Grpc.service(service)).toThrow('ZT-C047');
    expect(() => Grpc.method(service, 'AddItem')).toThrow('ZT-C047');
  });

  test.each(['', '*', 'Add*', 'Add/Item', 'Add.Item', '../x'])('refuses the method %p', (method) => {
    expect(() => Grpc.method('shop.v1.Cart', method)).toThrow('ZT-C047');
  });
});

describe('Tcp', () => {
  test('means connections to ports, whatever is sent through them', () => {
    expect(only(Tcp.port(5432))).toEqual({ ports: [5432], when: [] });
    expect(only(Tcp.ports([5432, 6432]))).toEqual({ ports: [5432, 6432], when: [] });
  });

  test('can be narrowed by conditions', () => {
    expect(only(Tcp.port(5432, { when: [Condition.serverNameIs(['db.example'])] })).when.map(({ key }) => key)).toEqual(['connection.sni']);
  });

  test.each<[string, () => Operation, string]>([
    ['no ports', () => Tcp.ports([]), 'ZT-C032'], ['no conditions', () => Tcp.port(5432, { when: [] }), 'ZT-C032'],
    ['a port of Istio', () => Tcp.port(15008), 'ZT-C038'], ['a port that is none', () => Tcp.ports([5432, 70000]), 'ZT-C038'],
  ])('refuses %s', (_, make, code) => {
    expect(make).toThrow(code);
  });
});

describe('Operation.anyOf', () => {
  test('is all alternatives, those of nested ones too', () => {
    const both = Operation.anyOf(Http.get('/a'), Operation.anyOf(Http.get('/b'), Tcp.port(5432)));
    expect(both._toModel()).toHaveLength(3);
  });

  test('refuses no alternatives', () => {
    expect(() => Operation.anyOf()).toThrow('ZT-C032');
  });
});

test('operations cannot be changed', () => {
  expect(Object.isFrozen(only(Http.get('/a')))).toBe(true);
  expect(Object.isFrozen(anyConnection)).toBe(true);
});
