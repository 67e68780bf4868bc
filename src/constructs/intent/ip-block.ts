import { isValid, isValidCIDR, IPv4, IPv6, parse, parseCIDR } from 'ipaddr.js';
import { inCode } from './text-checks';
import { misuse } from '../../problems';

/** An address or CIDR block in its canonical form. Host bits beside the prefix are refused: they hint at a slip. */
export function canonicalIpBlock(value: string): string {
  if (isValid(value) && !value.includes('/') && isPlain(value)) {
    return ownFamily(parse(value), value).toString();
  }
  if (!isValidCIDR(value) || !isPlain(value.split('/')[0])) {
    throw misuse('INVALID_IP_BLOCK', inCode(`IP block ${value}`), {
      value, why: 'it cannot be parsed', fix: 'Write it like 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32.',
    });
  }
  return checkedBlock(value);
}

const OCTET = '(0|[1-9]\\d{0,2})';
const FOUR_PARTS = new RegExp(`^${OCTET}(\\.${OCTET}){3}$`);

/** The parser reads as C does, "10.1" as 10.0.0.1 and "010.0.0.1" as 8.0.0.1, and knows zones; Istio refuses all that. */
function isPlain(address: string): boolean {
  return address.includes(':') ? !address.includes('%') : FOUR_PARTS.test(address);
}

function checkedBlock(value: string): string {
  const [address, prefix] = parseCIDR(value);
  ownFamily(address, value);
  const network = networkOf(address, value);
  if (network.toNormalizedString() !== address.toNormalizedString()) {
    throw misuse('INVALID_IP_BLOCK', inCode(`IP block ${value}`), {
      value, why: 'it has host bits set', fix: `Did you mean ${network.toString()}/${prefix}, or ${address.toString()}?`,
    });
  }
  return `${network.toString()}/${prefix}`;
}

/** Istio never compares the families with each other, so an IPv4 address in IPv6 form matches no client. */
function ownFamily(address: IPv4 | IPv6, value: string): IPv4 | IPv6 {
  if (address instanceof IPv6 && address.isIPv4MappedAddress()) {
    const fix = `Write it as an IPv4 address: ${address.toIPv4Address().toString()}.`;
    throw misuse('INVALID_IP_BLOCK', inCode(`IP block ${value}`), { value, why: 'it is an IPv4 address in IPv6 form', fix });
  }
  return address;
}

function networkOf(address: IPv4 | IPv6, block: string): IPv4 | IPv6 {
  return address.kind() === 'ipv4' ? IPv4.networkAddressFromCIDR(block) : IPv6.networkAddressFromCIDR(block);
}

/** Whether a block is every address of its family. */
export const isEverywhere = (cidr: string): boolean => cidr.endsWith('/0');
