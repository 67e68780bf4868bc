import fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { contains, parseClientIp, parseIp, parseIpBlock } from '../../src/evaluate/values/ip-match';

/** Without IPv6 addresses with a dotted end: ipaddr.js takes `::a.b.c.d` for a mapped address, which Go and RFC 4291 do not. */
const hexadecimal = fc.ipV6().filter((text) => !text.includes('.'));
const address = fc.oneof(fc.ipV4(), hexadecimal);

test('reads every address as ipaddr.js does', () => {
  fc.assert(fc.property(address, (text) => {
    expect(parseIp(text)).toEqual(ipaddr.parse(text).toByteArray());
  }), { numRuns: 1000 });
});

test('reads a dotted end as the last four bytes', () => {
  expect(parseIp('::1.2.3.4')).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]);
  expect(parseIp('64:ff9b::10.0.0.1')).toEqual([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 1]);
});

test('agrees with ipaddr.js about what a block contains', () => {
  const near = fc.tuple(fc.integer({ min: 0, max: 32 }), fc.nat(3), fc.nat(3));
  fc.assert(fc.property(near, ([prefix, one, other]) => {
    const [network, client] = [`10.0.0.${one * 64}`, `10.0.${other}.${one * 64}`];
    expect(contains(parseIpBlock(`${network}/${prefix}`)!, parseIp(client)!)).toBe(ipaddr.IPv4.parse(client).match(ipaddr.IPv4.parse(network), prefix));
  }));
  fc.assert(fc.property(hexadecimal, hexadecimal, fc.integer({ min: 0, max: 128 }), (network, client, prefix) => {
    expect(contains(parseIpBlock(`${network}/${prefix}`)!, parseIp(client)!)).toBe(ipaddr.IPv6.parse(client).match(ipaddr.IPv6.parse(network), prefix));
  }));
});

test.each([
  '', '1.2.3', '1.2.3.4.5', '01.2.3.4', '256.1.1.1', '1.2.3.4/33', '1.2.3.4/', '1.2.3.4/-1', '::1/129', ':::', '1:2:3', '1::2::3', 'fe80::1%eth0',
  '1:2:3:4:5:6:7:8:9', '::1.2.3', '1.2.3.4::', '1:2:3:4:5:6:7::8:9', 'x',
])('takes %j for no block', (text) => {
  expect(parseIpBlock(text)).toBeUndefined();
});

test('never matches across families, and takes a mapped client for the IPv4 client it is', () => {
  expect(contains(parseIpBlock('::/0')!, parseIp('10.0.0.1')!)).toBe(false);
  expect(contains(parseIpBlock('::ffff:10.0.0.1')!, parseClientIp('::ffff:10.0.0.1')!)).toBe(false);
  expect(contains(parseIpBlock('10.0.0.0/8')!, parseClientIp('::ffff:10.0.0.1')!)).toBe(true);
});
