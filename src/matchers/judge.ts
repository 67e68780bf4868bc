import { JudgedMesh, judgedMesh } from './judged-mesh';
import { AccessRequest, HttpAccess, RequestDraft, TcpAccess } from './request';
import { InvalidRequest, shown } from './request-checks';
import { RequestText, requestText } from './request-text';
import { resolveRequest } from './resolve-request';
import { decide } from '../analysis';
import type { Decision, MeshRequest } from '../model/mesh';

/** A request, and what its mesh decides about it. */
export interface Judgement {
  readonly judged: JudgedMesh;
  readonly request: MeshRequest;
  readonly decision: Decision;
  readonly text: RequestText;
}

/** @throws when the app has problems, or the request names what is not there: neither is a denial */
export function judge(subject: unknown, request: AccessRequest): Judgement {
  const finished = checkRequest(request);
  return judgeIn(judgedMesh(subject), finished);
}

export function judgeIn(judged: JudgedMesh, request: AccessRequest): Judgement {
  const resolved = resolveRequest(request, judged);
  return { judged, request: resolved, decision: decide(judged.mesh, resolved), text: requestText(request.parts, resolved.to.port) };
}

/** Callers without types can pass anything. */
export function checkRequest(request: AccessRequest): AccessRequest {
  if (request instanceof HttpAccess || request instanceof TcpAccess) {
    return request;
  }
  const isDraft = (request as unknown) instanceof RequestDraft;
  throw new InvalidRequest(isDraft
    ? 'the request does not say what it asks for: end it with .get(\'/path\'), .post(…), .grpc(…) or .tcp()'
    : `a request is made by request(caller, target).get('/path'), it is not ${shown(request)}`);
}
