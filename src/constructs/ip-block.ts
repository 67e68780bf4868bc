import { isValid, isValidCIDR, IPv4, IPv6, parse, parseCIDR } from 'ipaddr.js';
import { misuse } from '../problems';
import { inCode } from './text-checks';

/** An address or CIDR block in its canonical form. Host bits beside the prefix are refused: they hint at a slip. */
export function canonicalIpBlock(value: string): string {
  if (isValid(value) && !value.includes('/') && isFourPart(value)) {
    return parse(value).toString();
  }
  if (!isValidCIDR(value) || !isFourPart(value.split('/')[0])) {
    throw misuse('INVALID_IP_BLOCK', inCode(`IP block ${value}`), {
      value, why: 'it cannot be parsed', fix: 'Write it like 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32.',
    });
  }
  return checkedBlock(value);
}

/** The parser reads "10.1" as 10.0.0.1, as C does; Istio refuses it. */
function isFourPart(address: string): boolean {
  return address.includes(':') || /^\d{1,3}(\.\d{1,3}){3}$/.test(address);
}

function checkedBlock(value: string): string {
  const [address, prefix] = parseCIDR(value);
  const network = networkOf(address, value);
  if (network.toNormalizedString() !== address.toNormalizedString()) {
    throw misuse('INVALID_IP_BLOCK', inCode(`IP block ${value}`), {
      value, why: 'it has host bits set', fix: `Did you mean ${network.toString()}/${prefix}, or ${address.toString()}?`,
    });
  }
  return `${network.toString()}/${prefix}`;
}

function networkOf(address: IPv4 | IPv6, block: string): IPv4 | IPv6 {
  return address.kind() === 'ipv4' ? IPv4.networkAddressFromCIDR(block) : IPv6.networkAddressFromCIDR(block);
}

/** Whether a block is every address of its family. */
export const isEverywhere = (cidr: string): boolean => cidr.endsWith('/0');
