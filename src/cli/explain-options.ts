import { isIP } from 'node:net';
import { Command, InvalidArgumentError, Option } from 'commander';
import { MeshOptions } from './mesh-options';
import { CallerPlane, ClaimValue, DecisionPoint, HttpVersion } from '../model/mesh';

/** What `ztmesh explain` was asked. */
export interface ExplainOptions extends MeshOptions {
  readonly from?: string;
  readonly fromPrincipal?: string;
  readonly fromIp?: string;
  readonly dataPlane?: CallerPlane;
  readonly to?: string;
  readonly toWorkload?: string;
  readonly toGateway?: string;
  readonly toIp?: string;
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly httpVersion?: HttpVersion;
  /** Names in lower case, in the order in which they were given. */
  readonly header: readonly NamedText[];
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience: readonly string[];
  readonly claim: readonly GivenClaim[];
  readonly tokenIn?: TokenPlaceOption;
  readonly invalidToken: boolean;
  readonly sni?: string;
  readonly at?: DecisionPoint;
  readonly external: ReadonlyMap<string, 'allow' | 'deny'>;
  readonly format: 'text' | 'json';
}

export interface NamedText {
  readonly name: string;
  readonly value: string;
}

export interface GivenClaim {
  readonly name: string;
  readonly value: ClaimValue;
}

export type TokenPlaceOption = { readonly kind: 'header' | 'param' | 'cookie'; readonly name: string };

export function addExplainOptions(command: Command): Command {
  addParties(command);
  addHttp(command);
  addToken(command);
  return command
    .option('--sni <name>', 'server name of the TLS connection')
    .addOption(new Option('--at <point>', 'judge only this point, as if the request had reached it').choices(['sidecar', 'waypoint', 'gateway', 'ztunnel']))
    .addOption(repeated('--external <PROVIDER=ANSWER>', 'what an external authorizer answers, allow or deny', external, new Map()))
    .addOption(new Option('--format <format>', 'how the answer is written').choices(['text', 'json']).default('text'));
}

function addParties(command: Command): void {
  command
    .option('--from <namespace/name>', 'the workload that calls, or plaintext for a caller without an identity')
    .option('--from-principal <identity>', 'its identity, when it is none of the manifests: TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT')
    .option('--from-ip <address>', 'its address', address)
    .addOption(new Option('--data-plane <plane>', 'how it is connected, when it is none of the manifests').choices(['sidecar', 'ambient', 'none']))
    .option('--to <namespace/name:port>', 'what is called: a Service or, where there is none of this name, a workload')
    .option('--to-workload <namespace/name:port>', 'a workload that is called by its pods')
    .option('--to-gateway <namespace/name:port>', 'a Gateway')
    .option('--to-ip <address>', 'which address of the pod is dialled', address);
}

function addHttp(command: Command): void {
  command
    .option('--method <method>', 'of an HTTP request; without --method and --path the connection carries other bytes')
    .option('--path <path>', 'as on the wire, with the query')
    .option('--host <host>', 'the Host header; of a Service its full name by default')
    .addOption(new Option('--http-version <version>', 'with which it reaches the proxy that decides').choices(['1.1', '2']).default(undefined, 'either'))
    .addOption(repeated('--header <NAME=VALUE>', 'a header', header, []));
}

function addToken(command: Command): void {
  command
    .option('--issuer <issuer>', 'the request carries a token of this issuer')
    .option('--subject <subject>', 'its subject')
    .addOption(repeated('--audience <audience>', 'who it is for', (text, before: readonly string[]) => [...before, text], []))
    .addOption(repeated('--claim <NAME=TEXT>', 'a claim, or NAME:=JSON; the same name twice is a list', claim, []))
    .option('--token-in <KIND=NAME>', 'where it is: header=NAME, param=NAME or cookie=NAME; by default a bearer token', tokenPlace)
    .option('--invalid-token', 'the token does not verify', false);
}

function repeated<T>(flags: string, description: string, add: (text: string, before: T) => T, none: T): Option {
  return new Option(flags, `${description}; may be repeated`).argParser(add).default(none, 'none');
}

function address(text: string): string {
  if (isIP(text) === 0) throw new InvalidArgumentError('Write an IPv4 or IPv6 address.');
  return text;
}

function header(text: string, before: readonly NamedText[]): readonly NamedText[] {
  const [, name, value] = /^([\w!#$%&'*+.^`|~-]+)\s*[=:]\s?(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write it as NAME=VALUE.');
  if (name.toLowerCase() === 'host') throw new InvalidArgumentError('Give it with --host.');
  const isBearer = name.toLowerCase() === 'authorization' && /^bearer /i.test(value);
  if (isBearer) throw new InvalidArgumentError('Tokens are not read; say what is in it with --issuer, --subject, --audience and --claim.');
  return [...before, { name: name.toLowerCase(), value }];
}

function claim(text: string, before: readonly GivenClaim[]): readonly GivenClaim[] {
  const [, name, isJson, value] = /^(.+?)(:?)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write it as NAME=TEXT or NAME:=JSON.');
  return [...before, { name, value: isJson === '' ? value : jsonOf(value) }];
}

function jsonOf(text: string): ClaimValue {
  try {
    return JSON.parse(text) as ClaimValue;
  } catch (error) {
    throw new InvalidArgumentError(`What follows := is no JSON: ${(error as Error).message}.`);
  }
}

function tokenPlace(text: string): TokenPlaceOption {
  const [, kind, name] = /^(header|param|cookie)=(.+)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write it as header=NAME, param=NAME or cookie=NAME.');
  return { kind: kind as TokenPlaceOption['kind'], name };
}

function external(text: string, before: ReadonlyMap<string, 'allow' | 'deny'>): ReadonlyMap<string, 'allow' | 'deny'> {
  const [, provider, answer] = /^(.+)=(allow|deny)$/s.exec(text) ?? [];
  if (provider === undefined) throw new InvalidArgumentError('Write it as PROVIDER=allow or PROVIDER=deny.');
  return new Map([...before, [provider, answer as 'allow' | 'deny']]);
}
