import { shortList } from './shortened';
import { HttpRequest, MeshRequest, Token } from '../../model/mesh';

/** Who asks whom for what. */
export function requestLine({ from, to, http, sni, at }: MeshRequest): string {
  const caller = from.workload ?? from.principal ?? 'plaintext';
  const address = from.ip === undefined ? '' : ` (${from.ip})`;
  return [
    `${caller}${address} → ${calleeText(to)}`,
    ...http ? httpParts(http) : ['bytes'],
    ...sni === undefined ? [] : [`sni ${sni}`],
    ...at === undefined ? [] : [`judged at the ${at} alone`],
  ].join('   ');
}

function calleeText({ service, workload, gateway, port, ip }: MeshRequest['to']): string {
  const kind = service !== undefined ? 'Service' : gateway !== undefined ? 'Gateway' : 'workload';
  return `${kind} ${service ?? gateway ?? workload}:${port}${ip === undefined ? '' : ` (${ip})`}`;
}

function httpParts({ method, path, host, version, headers, tokens }: HttpRequest): readonly string[] {
  const lines = [...headers].flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
  return [
    `${method} ${path}${version === undefined ? '' : ` HTTP/${version}`}`,
    `host ${host}`,
    ...lines.length === 0 ? [] : [shortList(lines)],
    ...tokens.map(tokenText),
  ];
}

function tokenText({ issuer, subject, valid }: Token): string {
  const of = [issuer ?? 'no issuer', ...subject === undefined ? [] : [subject]].join('/');
  return `${valid ? 'token' : 'invalid token'} of ${of}`;
}
