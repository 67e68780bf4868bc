import { JudgedMesh } from './judged-mesh';
import type { AccessRequest } from './request';
import { InvalidRequest } from './request-checks';
import type { HttpPart, RequestParts } from './request-parts';
import { requestText } from './request-text';
import { resolveCaller } from './resolve-caller';
import { resolveTarget, Resolved } from './resolve-target';
import { namesOf, noSuchName } from '../analysis';
import type { HttpRequest, MeshRequest } from '../model/mesh';

/** A request in the words of a mesh: every name is one that it has. */
export function resolveRequest({ parts }: AccessRequest, judged: JudgedMesh): MeshRequest {
  const target = resolveTarget(parts, judged);
  const { ends, operation } = requestText(parts, target.callee.port);
  return {
    id: `${ends}  ${operation}`,
    from: resolveCaller(parts, judged),
    to: { ...target.callee, ...parts.targetIp === undefined ? {} : { ip: parts.targetIp } },
    ...parts.operation.kind === 'tcp' ? {} : { http: httpOf(parts.operation, target) },
    ...parts.sni === undefined ? {} : { sni: parts.sni },
    ...parts.at === undefined ? {} : { at: parts.at },
    external: new Map(answersOf(parts, judged)),
  };
}

function httpOf({ method, path, version, host, headers, tokens }: HttpPart, target: Resolved): HttpRequest {
  const lines = new Map<string, readonly string[]>();
  for (const { name, value } of headers) {
    lines.set(name, [...lines.get(name) ?? [], value]);
  }
  return { method, path, ...version === undefined ? {} : { version }, host: host ?? hostOf(target), headers: lines, tokens };
}

function hostOf({ host }: Resolved): string {
  if (host === undefined) {
    throw new InvalidRequest('nothing says which host this caller would ask for: say .host(\'shop.example\')');
  }
  return host;
}

/** An answer for an authorizer that nobody asks would answer nothing. */
function answersOf({ external }: RequestParts, { mesh }: JudgedMesh): [string, 'allow' | 'deny'][] {
  return Object.entries(external).map(([provider, answer]) => {
    if (!namesOf(mesh, 'extension provider').includes(provider)) {
      throw new InvalidRequest(noSuchName(mesh, ['extension provider'], provider));
    }
    return [provider, answer];
  });
}
