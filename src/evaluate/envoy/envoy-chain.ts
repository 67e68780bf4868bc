import { Chain, Declared } from './chain';
import { remoteAddress } from './client-address';
import { judgeAtEnvoy } from './envoy-hop';
import { Point } from './handshake';
import { Meeting } from './listener';
import { HttpRequest, HttpVersion, Mesh, MeshRequest, Step, Token } from '../../model/mesh';
import { HttpFacts } from '../http/http-facts';
import { HttpReading, readHttp } from '../http/http-reading';
import { dependsOnVersion } from '../http/wire-form';
import { ENVOY_INTERNAL, Facts } from '../rules/facts';
import { Fact, known, missingFact } from '../truth/fact';
import { agree, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

/** A connection on its way to an Envoy. */
export interface EnvoyConnection {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly peerIp: Fact<IpAddress>;
  readonly destinationIp: Fact<IpAddress>;
}

/** Judges a connection on the chain that its port has; on each, when Services declare it differently (1.4). */
export function judgeConnection(connection: EnvoyConnection, meeting: Meeting): Verdict {
  const isHttp = connection.request.http !== undefined && !meeting.isOpaqueTls;
  const { declared, port } = meeting;
  if (declared.length === 1) return judgeOnChain(connection, meeting, chainFor(declared[0], isHttp), isHttp);
  const chains = new Set(declared.map((one) => chainFor(one, isHttp)));
  const verdicts = [...chains].map((chain) => judgeOnChain(connection, meeting, chain, isHttp));
  return agree(verdicts, { fact: `which protocol port ${port} is declared to speak`, supply: 'Services that agree about the port' });
}

function chainFor(declared: Declared, isHttp: boolean): Chain {
  return declared === 'HTTP' || (declared === 'sniffed' && isHttp) ? 'HTTP' : 'TCP';
}

function judgeOnChain(connection: EnvoyConnection, meeting: Meeting, chain: Chain, isHttp: boolean): Verdict {
  const { request } = connection;
  const met = meeting.filters(chain);
  if (chain === 'TCP') return judgeAtEnvoy(met, { request, tokens: NO_TOKENS, facts: factsOf(connection, meeting) });
  if (!isHttp) return refusal(met.filters.point, meeting, 'the port is declared as HTTP, and what arrives is not');
  const version = versionOf(request.http!);
  if (version !== undefined) return judgeHttp(connection, meeting, version);
  const verdicts = (['1.1', '2'] as const).map((either) => judgeHttp(connection, meeting, either));
  return agree(verdicts, { fact: 'which version of HTTP the request has', supply: 'http.version' });
}

const NO_TOKENS: ReadonlyMap<string, Token> = new Map();

/** Undefined: nobody says which, and it may matter. */
function versionOf(http: HttpRequest): HttpVersion | undefined {
  return http.version ?? (dependsOnVersion(http) ? undefined : '1.1');
}

function judgeHttp(connection: EnvoyConnection, meeting: Meeting, version: HttpVersion): Verdict {
  const met = meeting.filters('HTTP');
  const reading = readAt(connection, meeting, version);
  if (reading.kind === 'refused') return { ...refusal(met.filters.point, meeting, reading.reason), ...reading.status === undefined ? {} : { status: reading.status } };
  const forwardedFor = reading.facts.headers.get('x-forwarded-for')?.join(',');
  const facts = factsOf(connection, meeting, reading.facts, withoutOwnAddress(connection, meeting, forwardedFor));
  return judgeAtEnvoy(met, { request: connection.request, tokens: reading.tokens, facts: behindProxies(facts, connection, meeting) });
}

/** A proxy before this one wrote an address that nobody told (1.16). */
function behindProxies(facts: Facts, { request }: EnvoyConnection, { proxy }: Meeting): Facts {
  const isUnknown = proxy.kind !== 'gateway' && request.http?.unknownHeaders?.has('x-forwarded-for') === true;
  return isUnknown ? { ...facts, remoteIp: missingFact('the address of the client', 'from.ip') } : facts;
}

function readAt({ request, mesh, peerIp }: EnvoyConnection, { proxy, principal }: Meeting, version: HttpVersion): HttpReading {
  return readHttp(request.http!, {
    pathNormalization: mesh.configuration.pathNormalization,
    xForwardedFor: request.from.xForwardedFor,
    isGateway: proxy.kind === 'gateway',
    unknownHeaders: mesh.configuration.unknownHeaders,
    peerIp: peerIp.kind === 'known' ? addressText(request, peerIp.value) : undefined,
    isMtls: principal !== undefined,
    version,
  });
}

function addressText({ from }: MeshRequest, address: IpAddress): string {
  return from.ip ?? (address.length === 4 ? address.join('.') : '');
}

/** Trusted hops are counted before a gateway puts its own peer's address behind the others (1.16). */
function withoutOwnAddress({ peerIp }: EnvoyConnection, { proxy }: Meeting, forwardedFor: string | undefined): string | undefined {
  if (proxy.kind !== 'gateway' || peerIp.kind !== 'known' || forwardedFor === undefined) return forwardedFor;
  const others = forwardedFor.split(',').slice(0, -1);
  return others.length === 0 ? undefined : others.join(',');
}

function factsOf(
  { mesh, request, peerIp, destinationIp }: EnvoyConnection, { proxy, port, trustedProxies, principal, isOpaqueTls }: Meeting,
  http?: HttpFacts, forwardedFor?: string,
): Facts {
  const remoteIp = forwardedFor === undefined ? peerIp : remoteAddress({
    peer: peerIp,
    forwardedFor,
    isGateway: proxy.kind === 'gateway',
    numTrustedProxies: trustedProxies ?? mesh.configuration.numTrustedProxies,
  });
  const sourceIp: Fact<IpAddress | typeof ENVOY_INTERNAL> = proxy.kind === 'waypoint' ? known(ENVOY_INTERNAL) : peerIp;
  // Where no chain terminates TLS, nobody looks for a server name either.
  const sni = isOpaqueTls ? undefined : request.sni;
  return { principal, sourceIp, remoteIp, destinationIp, port, sni, http };
}

/** Before any policy. */
function refusal({ hop, place }: Point, { steps }: Meeting, reason: string): Verdict {
  const refused: Step = { hop, place, stage: 'protocol', outcome: reason, policies: [] };
  return { kind: 'deny', reason, policies: [], missing: [], steps: [{ steps: [...steps, refused] }], hop };
}
