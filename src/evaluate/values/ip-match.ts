/** The bytes of an IPv4 (4) or IPv6 (16) address. */
export type IpAddress = readonly number[];

export interface IpBlock {
  readonly network: IpAddress;
  readonly prefix: number;
}

const DECIMAL_BYTE = /^(?:0|[1-9]\d{0,2})$/;
const HEX_GROUP = /^[0-9a-fA-F]{1,4}$/;

/** Reads an address as Go's netip does: no leading zeros, no zone, no port. Undefined: it is none. */
export function parseIp(text: string): IpAddress | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

/** An IPv4 client of a dual-stack listener arrives as ::ffff:a.b.c.d and counts as IPv4. */
export function parseClientIp(text: string): IpAddress | undefined {
  const address = parseIp(text);
  const isMapped = address?.length === 16 && address.slice(0, 10).every((byte) => byte === 0) && address[10] === 255 && address[11] === 255;
  return isMapped ? address.slice(12) : address;
}

/** An address alone is a block of one (1.10). Undefined: it is no block. */
export function parseIpBlock(text: string): IpBlock | undefined {
  const slash = text.indexOf('/');
  const network = parseIp(slash < 0 ? text : text.slice(0, slash));
  if (!network) return undefined;
  const bits = network.length * 8;
  if (slash < 0) return { network, prefix: bits };
  const length = text.slice(slash + 1);
  if (!DECIMAL_BYTE.test(length) || Number(length) > bits) return undefined;
  return { network, prefix: Number(length) };
}

/** Whether the first `prefix` bits agree. IPv4 and IPv6 never match each other (1.10, 2.6). */
export function contains(block: IpBlock, address: IpAddress): boolean {
  if (block.network.length !== address.length) return false;
  const whole = Math.floor(block.prefix / 8);
  for (let index = 0; index < whole; index += 1) {
    if (block.network[index] !== address[index]) return false;
  }
  const rest = block.prefix % 8;
  if (rest === 0) return true;
  const unit = 2 ** (8 - rest);
  return Math.floor(block.network[whole] / unit) === Math.floor(address[whole] / unit);
}

function parseV4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => DECIMAL_BYTE.test(part) && Number(part) < 256)) return undefined;
  return parts.map(Number);
}

function parseV6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  if (!tail) return head.length === 16 ? head : undefined;
  const gap = 16 - head.length - tail.length;
  // `::` stands for at least one group.
  return gap < 2 ? undefined : [...head, ...new Array<number>(gap).fill(0), ...tail];
}

function groupsOf(text: string, index: number, halves: readonly string[]): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [position, group] of groups.entries()) {
    const isLast = position === groups.length - 1 && index === halves.length - 1;
    const read = group.includes('.') ? (isLast ? parseV4(group) : undefined) : hexGroup(group);
    if (!read) return undefined;
    bytes.push(...read);
  }
  return bytes;
}

function hexGroup(group: string): IpAddress | undefined {
  if (!HEX_GROUP.test(group)) return undefined;
  const value = parseInt(group, 16);
  return [Math.floor(value / 256), value % 256];
}

/** An address as it is written; of IPv6 the longest run of zeros is left out (RFC 5952). */
export function formatIp(address: IpAddress): string {
  if (address.length === 4) return address.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (address[2 * index] * 256 + address[2 * index + 1]).toString(16));
  const runs = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].map(([run]) => run);
  const longest = runs.reduce((one, other) => (other.length > one.length ? other : one), '');
  return longest === '' ? groups.join(':') : groups.join(':').replace(longest, '::').replace(/:::/, '::');
}
