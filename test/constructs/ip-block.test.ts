import { canonicalIpBlock, isEverywhere } from '../../src/constructs/intent/ip-block';

describe('an IP block', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['192.0.2.7/32', '192.0.2.7/32'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:db8::/32', '2001:db8::/32'],
    ['2001:0DB8:0:0::1', '2001:db8::1'],
    ['2001:DB8:0::0/48', '2001:db8::/48'],
    ['::1', '::1'],
    ['::/0', '::/0'],
  ])('%s is written as %s', (value, canonical) => {
    expect(canonicalIpBlock(value)).toBe(canonical);
  });

  test.each([
    ['10.1.2.3/8', 'Did you mean 10.0.0.0/8, or 10.1.2.3?'],
    ['2001:db8::1/32', 'Did you mean 2001:db8::/32, or 2001:db8::1?'],
    ['::ffff:10.1.2.3', 'Write it as an IPv4 address: 10.1.2.3.'],
    ['::ffff:10.0.0.0/104', 'Write it as an IPv4 address: 10.0.0.0.'],
  ])('%s is refused with the way out: %s', (value, fix) => {
    expect(() => canonicalIpBlock(value)).toThrow(fix);
  });

  test.each([
    '', ' ', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0', '10', '10.1', '256.0.0.1', '010.0.0.1', '10.0.0.01', '0x0a.0.0.1', '167772161',
    '10.0.0.0/8/8', '10.0.0.0-10.0.0.9', '10.0.0.*', ' 10.0.0.1', '10.0.0.1 ', 'localhost', 'fe80::1%eth0', '2001:db8::/129', '2001:db8:::1', '::g',
  ])('%p is refused', (value) => {
    expect(() => canonicalIpBlock(value)).toThrow('ZT-C035');
  });

  test('is every address when its prefix is empty', () => {
    expect(['0.0.0.0/0', '::/0', '10.0.0.0/8', '10.0.0.0/10'].map(isEverywhere)).toEqual([true, true, false, false]);
  });
});
