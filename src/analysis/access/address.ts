import { Alternative, matchOf } from './demand';
import { contains, IpAddress, IpBlock, parseIpBlock } from '../../evaluate/values/ip-match';
import { TextMatch, WrittenPolicy } from '../../model/mesh';

/** A client by its address: in words, and with one that stands for it. */
export interface NamedAddress {
  /** Empty when any address will do. */
  readonly text: string;
  /** Whether a rule names it, and not only others. */
  readonly isNamed: boolean;
  /** Of the direct peer. */
  readonly ip: string;
  /** What the proxies in front say. */
  readonly xForwardedFor: readonly string[];
}

/** Addresses for documents (RFC 5737) and private ones, of which some are in no block of any rule. */
const UNNAMED = ['192.0.2.1', '198.51.100.254', '203.0.113.254', '10.255.255.253', '172.31.255.253', '192.168.255.253'];
const LIST = ', ';

/** The clients that an alternative names by address; one of no particular address when it names none. */
export function addressesOf(alternative: Alternative, unnamed: string, isGateway: boolean): readonly NamedAddress[] {
  const [peer, client] = [matchOf(alternative, 'source.ip'), matchOf(alternative, 'remote.ip')];
  const except = [...peer.notValues, ...client.notValues].join(LIST);
  const but = except === '' ? '' : ` but ${except}`;
  if (peer.values.length + client.values.length === 0) return [{ text: except === '' ? '' : `any address${but}`, ip: unnamed, xForwardedFor: [], isNamed: false }];
  if (client.values.length === 0) {
    return sampled(peer).map(({ value, ip }) => ({ text: `${value}${but}${isGateway ? ', connecting itself' : ''}`, ip, xForwardedFor: [], isNamed: true }));
  }
  const peers = peer.values.length === 0 ? undefined : sampled(peer);
  return sampled(client).map(({ value, ip }) => ({ text: `${value}${but}`, ip: peers?.[0]?.ip ?? ip, xForwardedFor: [ip], isNamed: true }));
}

/** An address that no rule of these policies is about, as far as there is one. */
export function unnamedAddress(policies: readonly WrittenPolicy[]): string {
  const blocks = policies.flatMap(blocksOf);
  return UNNAMED.find((ip) => !blocks.some((block) => isIn(block, ip))) ?? UNNAMED[0];
}

function blocksOf({ rules }: WrittenPolicy): readonly IpBlock[] {
  if (rules === 'nothing') return [];
  return rules.flatMap((rule) => (rule.kind === 'read' ? rule.value.from : [])).flatMap(({ ipBlocks, remoteIpBlocks }) => (
    [ipBlocks, remoteIpBlocks].flatMap((match) => [...match?.values ?? [], ...match?.notValues ?? []]))).flatMap(parsed);
}

/** The first address of a block, or the first behind an excluded part of it. */
function sampled({ values, notValues }: TextMatch): readonly { readonly value: string; readonly ip: string }[] {
  const excluded = notValues.flatMap(parsed);
  return values.flatMap((value) => parsed(value).flatMap((block) => {
    const candidates = [first(block), ...excluded.map(behind)];
    const address = candidates.find((one) => contains(block, one) && !excluded.some((other) => contains(other, one)));
    return address ? [{ value, ip: textOf(address) }] : [];
  }));
}

const parsed = (value: string): readonly IpBlock[] => [parseIpBlock(value) ?? []].flat();

function isIn(block: IpBlock, ip: string): boolean {
  return parsed(ip).some(({ network }) => contains(block, network));
}

/** The network's own bits, and none behind them. */
function first({ network, prefix }: IpBlock): IpAddress {
  return network.map((byte, index) => byte - (byte % 2 ** Math.min(8, Math.max(0, 8 * (index + 1) - prefix))));
}

/** The address that follows the last one of a block. */
function behind(block: IpBlock): IpAddress {
  const address = [...first(block)];
  let carry = block.prefix === 0 ? 0 : 2 ** ((8 - (block.prefix % 8)) % 8);
  for (let index = Math.ceil(block.prefix / 8) - 1; index >= 0 && carry > 0; index -= 1) {
    const sum = address[index] + carry;
    address[index] = sum % 256;
    carry = sum > 255 ? 1 : 0;
  }
  return address;
}

function textOf(address: IpAddress): string {
  if (address.length === 4) return address.join('.');
  return Array.from({ length: 8 }, (_, group) => (address[2 * group] * 256 + address[2 * group + 1]).toString(16)).join(':');
}
