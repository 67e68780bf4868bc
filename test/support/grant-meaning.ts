import * as ipaddr from 'ipaddr.js';
import { HttpRequest, MeshTrust } from './policy-oracle';
import { Target } from '../../src/compile';
import { ExceptedPeer, Identity, Peer, TokenUser } from '../../src/model';

/** What a grant says, in words of the person who wrote it. Nothing here is read off a policy. */
export interface GrantIntent {
  readonly effect: 'ALLOW' | 'DENY';
  readonly peer: Peer;
  readonly operation: OperationIntent;
  readonly by: 'service' | 'pod';
}

export interface OperationIntent {
  readonly ports?: readonly number[];
  readonly http?: HttpIntent;
  readonly when?: readonly ConditionIntent[];
}

export interface HttpIntent {
  readonly methods?: readonly string[];
  readonly notMethods?: readonly string[];
  readonly paths?: readonly string[];
  readonly notPaths?: readonly string[];
  readonly hosts?: readonly string[];
  readonly notHosts?: readonly string[];
}

export type ConditionIntent =
  | { readonly kind: 'header-is' | 'header-is-not' | 'claim-is' | 'claim-is-not'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'header-present' | 'header-absent'; readonly name: string }
  | { readonly kind: 'server-name'; readonly values: readonly string[] };

/** Somebody calls the workload. */
export interface Call {
  readonly caller?: Identity;
  /** Whether it goes by the Service through the waypoint, or dials the pod. */
  readonly by: 'service' | 'pod';
  readonly sourceIp: string;
  readonly remoteIp: string;
  readonly containerPort: number;
  readonly sni?: string;
  readonly http?: HttpRequest;
}

/** Whether a grant is about this call. */
export function isMeant(intent: GrantIntent, call: Call, target: Target): boolean {
  return isCaller(intent, call, target.trust) && isOperation(intent, call, target) && claimsOf(intent.peer).every((condition) => {
    const [, claim] = /\[(.+)\]$/.exec(condition.key)!;
    const values = condition.match.values!.map((value) => (value.kind === 'exact' ? value.value : ''));
    return claimTexts(call, claim).some((text) => values.includes(text));
  });
}

const claimsOf = (peer: Peer): TokenUser['claims'] => (peer.kind === 'user' ? peer.user.claims : []);

function isCaller({ peer, effect }: GrantIntent, call: Call, trust: MeshTrust): boolean {
  switch (peer.kind) {
    case 'identity':
      return isSame(call.caller, peer.identity, trust);
    case 'namespace':
      return isOwn(call.caller, trust) && call.caller!.namespace === peer.namespace;
    case 'trust-domain':
      return call.caller?.trustDomain === peer.trustDomain;
    case 'any-identity':
      return isOwn(call.caller, trust) && !peer.except.some((except) => isExcepted(except, call, trust));
    case 'ip-block':
      return contains(peer.cidr, call.sourceIp);
    case 'client-ip-block':
      return isSame(call.caller, peer.behind, trust) && contains(peer.cidr, call.remoteIp);
    case 'user':
      return isBearer(peer, call, trust) && isUser(peer.user, call, effect);
    case 'anyone':
      return true;
  }
}

/** The mesh's names are names of one mesh, so an identity is the same under each. */
function isSame(caller: Identity | undefined, identity: Identity, trust: MeshTrust): boolean {
  const isOneMesh = isOwn(caller, trust) && [trust.domain, ...trust.aliases].includes(identity.trustDomain);
  return caller !== undefined && caller.namespace === identity.namespace && caller.serviceAccount === identity.serviceAccount
    && (isOneMesh || caller.trustDomain === identity.trustDomain);
}

function isOwn(caller: Identity | undefined, trust: MeshTrust): boolean {
  return caller !== undefined && [trust.domain, ...trust.aliases].includes(caller.trustDomain);
}

function isExcepted(except: ExceptedPeer, call: Call, trust: MeshTrust): boolean {
  return except.kind === 'identity' ? isSame(call.caller, except.identity, trust) : call.caller?.namespace === except.namespace;
}

function isBearer(peer: Peer & { readonly kind: 'user' }, call: Call, trust: MeshTrust): boolean {
  switch (peer.through) {
    case 'unsaid':
      return true;
    case 'any':
      return isOwn(call.caller, trust);
    default:
      return isSame(call.caller, peer.through, trust);
  }
}

/** A token without subject names no user who could be let in; kept out is whoever brings a token of the issuer. */
function isUser(user: TokenUser, { http }: Call, effect: string): boolean {
  const isAnyUser = user.subject === undefined && (effect === 'DENY' || http?.token?.sub !== undefined);
  return http?.token?.iss === user.issuer && (isAnyUser || (user.subject !== undefined && http.token.sub === user.subject));
}

function isOperation({ effect, operation, peer }: GrantIntent, call: Call, target: Target): boolean {
  const isAboutRequests = operation.http !== undefined || peer.kind === 'user';
  return isPort({ effect, operation, isAboutRequests }, call, target)
    && (!isAboutRequests || call.http !== undefined)
    && isRequest(operation.http ?? {}, call, effect)
    && (operation.when ?? []).every((condition) => isGiven(condition, call, effect));
}

interface PortIntent {
  readonly effect: string;
  readonly operation: OperationIntent;
  readonly isAboutRequests: boolean;
}

/** Without ports: those that the target declares, and for a denial any at all. */
function isPort({ effect, operation, isAboutRequests }: PortIntent, call: Call, target: Target): boolean {
  if (operation.ports !== undefined) {
    return operation.ports.includes(call.containerPort);
  }
  if (effect === 'DENY') {
    return !isAboutRequests || target.ports.some((port) => port.containerPort === call.containerPort);
  }
  return target.ports.some((port) => port.containerPort === call.containerPort && port.name !== 'http-metrics');
}

function isRequest(intent: HttpIntent, { http }: Call, effect: string): boolean {
  if (http === undefined) {
    return Object.keys(intent).length === 0;
  }
  const letsIn = effect === 'ALLOW';
  return listed(intent.methods, (method) => method === http.method) && excepted(intent.notMethods, (method) => method === http.method)
    && listed(intent.paths, (path) => isPath(path, http.path, letsIn)) && excepted(intent.notPaths, (path) => isPath(path, http.path, !letsIn))
    && listed(intent.hosts, (host) => isHost(host, http.host)) && excepted(intent.notHosts, (host) => isHost(host, http.host));
}

const listed = (list: readonly string[] | undefined, is: (text: string) => boolean): boolean => list === undefined || list.some(is);
const excepted = (list: readonly string[] | undefined, is: (text: string) => boolean): boolean => list === undefined || !list.some(is);

const PLAIN = 'A-Za-z0-9\\-._~%!$&\'()+,;:@=*';

/** An operator stands for any characters where it keeps out; where it lets in, for those that Istio admits. */
function isPath(pattern: string, path: string, isNarrow: boolean): boolean {
  const segment = isNarrow ? `[${PLAIN}]+` : '[^/]+';
  const rest = isNarrow ? `[${PLAIN}/]*` : '.*';
  const [plain] = path.split('?');
  const source = pattern.split(/(\{\*{1,2}\}|^\*|\*$)/).map((part) => (
    part === '{*}' ? segment : part === '{**}' ? rest : part === '*' ? '.*' : part?.replace(/[.+?^$()|[\]\\]/g, '\\$&') ?? ''
  )).join('');
  return new RegExp(`^${source}$`).test(plain);
}

function isHost(pattern: string, host: string): boolean {
  const [asked, given] = [pattern.toLowerCase(), host.toLowerCase()];
  return asked.startsWith('*.') ? given.endsWith(asked.slice(1)) : given === asked || given.startsWith(`${asked}:`);
}

function isGiven(condition: ConditionIntent, call: Call, effect: string): boolean {
  switch (condition.kind) {
    case 'server-name':
      return call.sni !== undefined && condition.values.includes(call.sni);
    case 'header-present':
      return call.http?.headers[condition.name] !== undefined;
    case 'header-absent':
      return call.http?.headers[condition.name] === undefined;
    case 'header-is':
      return condition.values.some((value) => value === call.http?.headers[condition.name]);
    case 'header-is-not': {
      const header = call.http?.headers[condition.name];
      return header === undefined ? effect === 'DENY' : !condition.values.includes(header);
    }
    case 'claim-is':
      return claimTexts(call, condition.name).some((text) => condition.values.includes(text));
    case 'claim-is-not': {
      const texts = claimTexts(call, condition.name).filter((text) => text !== '');
      return texts.length === 0 ? effect === 'DENY' : !texts.some((text) => condition.values.includes(text));
    }
  }
}

function claimTexts({ http }: Call, claim: string): readonly string[] {
  const value: unknown = claim === 'sub' ? http?.token?.sub : http?.token?.claims[claim];
  return (Array.isArray(value) ? value : [value]).filter((text): text is string => typeof text === 'string');
}

function contains(block: string, address: string): boolean {
  const ip = ipaddr.parse(address);
  const [network, bits] = block.includes('/') ? ipaddr.parseCIDR(block) : [ipaddr.parse(block), 32];
  return ip.kind() === network.kind() && ip.match(network, bits);
}
