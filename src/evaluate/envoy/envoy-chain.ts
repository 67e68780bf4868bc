import { Proxy } from './attachment';
import { Chain, Declared } from './chain';
import { remoteAddress } from './client-address';
import { judgeAtEnvoy } from './envoy-hop';
import { Point } from './handshake';
import { HttpRequest, HttpVersion, Mesh, MeshRequest } from '../../model/mesh';
import { HttpReading, readHttp } from '../http/http-reading';
import { dependsOnVersion } from '../http/wire-form';
import { ENVOY_INTERNAL } from '../rules/facts';
import { Fact, known } from '../truth/fact';
import { agree, Verdict } from '../truth/verdict';
import { IpAddress } from '../values/ip-match';

/** A connection at one Envoy, behind its handshake. */
export interface EnvoyConnection extends Point {
  readonly mesh: Mesh;
  readonly request: MeshRequest;
  readonly proxy: Proxy;
  readonly principal?: string;
  readonly peerIp: Fact<IpAddress>;
  readonly destinationIp: Fact<IpAddress>;
  readonly port: number;
  /** What the port may be declared to speak. */
  readonly declared: readonly Declared[];
  /** What arrives is TLS that nobody here terminates. */
  readonly isOpaqueTls?: boolean;
  /** Of a gateway that says so itself, instead of the mesh configuration. */
  readonly trustedProxies?: number;
}

/** Judges a connection on the chain that its port has; on each, when Services declare it differently (1.4). */
export function judgeConnection(connection: EnvoyConnection): Verdict {
  const isHttp = connection.request.http !== undefined && !connection.isOpaqueTls;
  const chains = connection.declared.map((declared): Chain => (declared === 'HTTP' || (declared === 'sniffed' && isHttp) ? 'HTTP' : 'TCP'));
  const verdicts = [...new Set(chains)].map((chain) => judgeOnChain(connection, chain, isHttp));
  return agree(verdicts, { fact: `which protocol port ${connection.port} is declared to speak`, supply: 'Services that agree about the port' });
}

function judgeOnChain(connection: EnvoyConnection, chain: Chain, isHttp: boolean): Verdict {
  if (chain === 'TCP') return judgeAtEnvoy({ ...arrivalOf(connection), chain });
  if (!isHttp) return refusal(connection, 'the port is declared as HTTP, and what arrives is not');
  const verdicts = versionsOf(connection.request.http!).map((version) => judgeHttp(connection, version));
  return agree(verdicts, { fact: 'which version of HTTP the request has', supply: 'http.version' });
}

/** Both, when nobody says which and it may matter. */
function versionsOf(http: HttpRequest): readonly HttpVersion[] {
  if (http.version !== undefined) return [http.version];
  return dependsOnVersion(http) ? ['1.1', '2'] : ['1.1'];
}

function judgeHttp(connection: EnvoyConnection, version: HttpVersion): Verdict {
  const reading = readAt(connection, version);
  if (reading.kind === 'refused') return { ...refusal(connection, reading.reason), ...reading.status === undefined ? {} : { status: reading.status } };
  const forwardedFor = reading.facts.headers.get('x-forwarded-for')?.join(',');
  return judgeAtEnvoy({ ...arrivalOf(connection, withoutOwnAddress(connection, forwardedFor)), chain: 'HTTP', http: reading });
}

function readAt({ request, mesh, proxy, principal, peerIp }: EnvoyConnection, version: HttpVersion): HttpReading {
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
function withoutOwnAddress({ proxy, peerIp }: EnvoyConnection, forwardedFor: string | undefined): string | undefined {
  if (proxy.kind !== 'gateway' || peerIp.kind !== 'known' || forwardedFor === undefined) return forwardedFor;
  const others = forwardedFor.split(',').slice(0, -1);
  return others.length === 0 ? undefined : others.join(',');
}

function arrivalOf(connection: EnvoyConnection, forwardedFor?: string) {
  const { mesh, request, hop, place, proxy, principal, peerIp, destinationIp, port, trustedProxies, isOpaqueTls } = connection;
  const remoteIp = remoteAddress({
    peer: peerIp,
    forwardedFor,
    isGateway: proxy.kind === 'gateway',
    numTrustedProxies: trustedProxies ?? mesh.configuration.numTrustedProxies,
  });
  const sourceIp: Fact<IpAddress | typeof ENVOY_INTERNAL> = proxy.kind === 'waypoint' ? known(ENVOY_INTERNAL) : peerIp;
  // Where no chain terminates TLS, nobody looks for a server name either.
  const sni = isOpaqueTls ? undefined : request.sni;
  return { mesh, request, hop, place, proxy, connection: { principal, sourceIp, remoteIp, destinationIp, port, sni } };
}

/** Before any policy. */
function refusal({ hop, place }: EnvoyConnection, reason: string): Verdict {
  return { kind: 'deny', reason, policies: [], missing: [], steps: [{ hop, place, stage: 'protocol', outcome: reason, policies: [] }], hop };
}
