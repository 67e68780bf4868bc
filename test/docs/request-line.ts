/**
 * A line of a block of requests: who calls, whom, with what, and what becomes of it.
 *
 *   allowed  shop/web to shop/payments:8443, POST /charge
 *   refused  shop/web to a pod of shop/payments:8443, POST /charge
 *   refused  plaintext from 192.0.2.1 to shop/ledger:5432, bytes
 *   allowed  a client to gateway shop/edge, GET https://shop.example/cart, token of https://idp.example/ with role=editor
 *
 * Callers are `namespace/service-account`, or somebody without an identity. The port is the container's. A token is
 * signed as it should be, and for the right audience.
 */
export interface RequestLine {
  readonly expected: 'ALLOW' | 'DENY';
  readonly caller?: { readonly namespace: string; readonly serviceAccount: string };
  readonly address: string;
  readonly isToPod: boolean;
  readonly isToGateway: boolean;
  readonly target: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly http?: { readonly method: string; readonly path: string; readonly host?: string; readonly token?: Token };
}

interface Token {
  readonly iss: string;
  readonly sub: string;
  readonly claims: Readonly<Record<string, string>>;
}

const NAME = '[a-z0-9-]+';
const LINE = new RegExp([
  `^(?<expected>allowed|refused) +(?:plaintext|a client|(?<callerNamespace>${NAME})/(?<account>${NAME}))(?: from (?<address>[\\d.]+))?`,
  ` to (?:(?<pod>a pod of )?(?<service>${NAME}/${NAME}):(?<port>\\d+)|gateway (?<gateway>${NAME}/${NAME}))`,
  ', (?:bytes|(?<method>[A-Z]+) (?:https://(?<host>[^/]+))?(?<path>/[^\\s,]*))',
  '(?:, token of (?<issuer>\\S+)(?: with (?<claim>\\w+)=(?<value>\\w+))?)?$',
].join(''));

const SOME_ADDRESS = '198.51.100.1';
const HTTPS_PORT = 443;

export function requestLine(text: string): RequestLine {
  const groups = LINE.exec(text)?.groups as Groups | undefined;
  if (groups === undefined) {
    throw new Error(`"${text}" is no line of a block of requests`);
  }
  const { expected, callerNamespace, account, address = SOME_ADDRESS, pod, service, gateway, port } = groups;
  const [namespace, name] = (service ?? gateway ?? '').split('/');
  return {
    expected: expected === 'allowed' ? 'ALLOW' : 'DENY',
    address,
    isToPod: pod !== undefined,
    isToGateway: gateway !== undefined,
    target: { namespace, name, port: port === undefined ? HTTPS_PORT : Number(port) },
    ...(callerNamespace === undefined || account === undefined ? {} : { caller: { namespace: callerNamespace, serviceAccount: account } }),
    ...httpOf(groups),
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

function httpOf({ method, path, host, issuer, claim, value }: Groups): Pick<RequestLine, 'http'> {
  if (method === undefined || path === undefined) {
    return {};
  }
  const claims = claim === undefined || value === undefined ? {} : { [claim]: value };
  const token = issuer === undefined ? {} : { token: { iss: issuer, sub: 'somebody', claims } };
  return { http: { method, path, ...(host === undefined ? {} : { host }), ...token } };
}
