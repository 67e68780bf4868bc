/**
 * A line of a block of requests: who calls, whom, with what, and what becomes of it.
 *
 *   allowed  shop/web to shop/payments:8443, POST /charge
 *   refused  shop/web to a pod of shop/payments:8443, POST /charge
 *   refused  plaintext to shop/ledger:5432, bytes
 *
 * Callers are `namespace/service-account`, or `plaintext`: somebody without an identity. The port is the container's.
 */
export interface RequestLine {
  readonly expected: 'ALLOW' | 'DENY';
  readonly caller?: { readonly namespace: string; readonly serviceAccount: string };
  readonly isToPod: boolean;
  readonly target: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly http?: { readonly method: string; readonly path: string };
}

const NAME = '[a-z0-9-]+';
const LINE = new RegExp(
  `^(?<expected>allowed|refused) +(?:plaintext|(?<callerNamespace>${NAME})/(?<account>${NAME})) to (?<pod>a pod of )?`
  + `(?<namespace>${NAME})/(?<name>${NAME}):(?<port>\\d+), (?:bytes|(?<method>[A-Z]+) (?<path>/\\S*))$`,
);

type Groups = Readonly<Record<string, string | undefined>> & { readonly namespace: string; readonly name: string };

export function requestLine(text: string): RequestLine {
  const match = LINE.exec(text);
  if (match === null) {
    throw new Error(`"${text}" is no line of a block of requests`);
  }
  const { expected, callerNamespace, account, pod, namespace, name, port, method, path } = match.groups as Groups;
  return {
    expected: expected === 'allowed' ? 'ALLOW' : 'DENY',
    isToPod: pod !== undefined,
    target: { namespace, name, port: Number(port) },
    ...(callerNamespace === undefined || account === undefined ? {} : { caller: { namespace: callerNamespace, serviceAccount: account } }),
    ...(method === undefined || path === undefined ? {} : { http: { method, path } }),
  };
}
