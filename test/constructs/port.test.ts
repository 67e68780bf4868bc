import { Port } from '../../src';
import { distinctPorts } from '../../src/constructs/workload/workload-ports';
import { carriesHttp, servesMetrics, speaksFirst } from '../../src/model';

describe('Port', () => {
  test.each<[Port, string, boolean]>([
    [Port.http(8080), 'http', true],
    [Port.http2(8080), 'http2', true],
    [Port.grpc(9000), 'grpc', true],
    [Port.metrics(9090), 'http', true],
    [Port.tcp(5432), 'tcp', false],
    [Port.tls(8443), 'tls', false],
    [Port.mysql(), 'mysql', false],
    [Port.mongo(), 'mongo', false],
  ])('%s is read by proxies as %s', (port, protocol, readsRequests) => {
    expect(port.protocol).toBe(protocol);
    expect(carriesHttp(port._toModel())).toBe(readsRequests);
  });

  test('is called after its protocol unless it is given a name', () => {
    expect(Port.tcp(5432)._toModel().name).toBe('tcp');
    expect(Port.tcp(5432, 'postgres')._toModel().name).toBe('postgres');
  });

  test('is offered under its own number unless it is given another of the Service', () => {
    expect(Port.http(8080)._toModel()).toMatchObject({ containerPort: 8080, servicePort: 8080 });
    expect(Port.http(8080).onServicePort(80)._toModel()).toMatchObject({ containerPort: 8080, servicePort: 80 });
  });

  test('does not change when it is offered under another number', () => {
    const port = Port.http(8080);
    port.onServicePort(80);
    expect(port.servicePort).toBe(8080);
    expect(Object.isFrozen(port._toModel())).toBe(true);
  });

  test('is written with its protocol', () => {
    expect(String(Port.http(8080))).toBe('http 8080');
  });

  test.each([0, -1, 65536, 80.5, NaN, Infinity, '8080' as unknown as number])('refuses the number %p', (number) => {
    expect(() => Port.http(number)).toThrow('ZT-C038');
    expect(() => Port.http(8080).onServicePort(number)).toThrow('ZT-C038');
  });

  test.each([15000, 15001, 15006, 15008, 15020, 15021, 15090])('refuses %i, where Istio itself answers', (number) => {
    expect(() => Port.tcp(number)).toThrow('ZT-C038');
  });

  test.each([1, 14999, 15091, 65535])('accepts %i', (number) => {
    expect(Port.tcp(number).containerPort).toBe(number);
  });

  test.each([
    ['', 'ZT-C001'], ['Web', 'ZT-C001'], ['web_1', 'ZT-C001'], ['-web', 'ZT-C001'], ['a-name-of-16-chr', 'ZT-C001'],
    ['8080', 'ZT-C048'], ['web--1', 'ZT-C048'],
  ])('refuses the name %p, as Kubernetes would', (name, code) => {
    expect(() => Port.http(8080, name)).toThrow(code);
  });
});

describe('the server speaks first', () => {
  test.each<[Port, boolean]>([
    [Port.mysql(13306), true], [Port.mongo(), true], [Port.tcp(3306), true], [Port.tcp(25), true], [Port.tcp(27017), true],
    [Port.tcp(5432), false], [Port.http(8080), false], [Port.tls(8443), false],
  ])('on %s: %p', (port, expected) => {
    expect(speaksFirst(port._toModel())).toBe(expected);
  });
});

describe('the ports of one workload', () => {
  const names = (...ports: Port[]): readonly string[] => distinctPorts('cart', ports.map((port) => port._toModel())).map((port) => port.name);

  test('of one protocol are told apart by their number', () => {
    expect(names(Port.http(8080), Port.http(8081), Port.tcp(5432))).toEqual(['http-8080', 'http-8081', 'tcp']);
  });

  test('are not two for metrics alone, which grants could not tell apart', () => {
    const ports = [Port.metrics(9090), Port.metrics(9091)].map((port) => port._toModel());
    expect(() => distinctPorts('cart', ports)).toThrow('ZT-C001');
    expect([Port.metrics(9090), Port.http(8080)].map((port) => servesMetrics(port._toModel()))).toEqual([true, false]);
  });

  test.each([
    ['number', Port.http(8080), Port.tcp(8080)],
    ['number at the Service', Port.http(8080).onServicePort(80), Port.http(8081).onServicePort(80)],
    ['name', Port.http(8080, 'web'), Port.tcp(9000, 'web-9000')],
  ])('have each a %s of their own', (what, first, second) => {
    const third = what === 'name' ? [Port.http(9000, 'web')] : [];
    expect(() => names(first, second, ...third)).toThrow('ZT-C038');
  });
});
