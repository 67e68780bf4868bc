import {
  checkGrpcMethod, checkHeaderName, checkIp, checkLine, checkMethod, checkName, checkOneOf, checkPath, checkPort, checkPrincipal,
} from './request-checks';
import { callerNamed, GatewayTarget, RequestCaller, RequestTarget, targetNamed } from './request-ends';
import type { ConnectionParts, HttpPart, RequestParts, TokenOptions } from './request-parts';
import { tokenPart } from './request-token';
import type { CallerPlane, DecisionPoint, HttpVersion } from '../model/mesh';

export type { RequestCaller, RequestTarget } from './request-ends';

const PLANES: readonly CallerPlane[] = ['sidecar', 'ambient', 'none'];
const POINTS: readonly DecisionPoint[] = ['sidecar', 'waypoint', 'gateway', 'ztunnel'];
const VERSIONS: readonly HttpVersion[] = ['1.1', '2'];
const GRPC = { name: 'content-type', value: 'application/grpc' };

/** What can be said of every request. Each call gives a new request; none is ever changed. */
abstract class Connection<Self, Parts extends ConnectionParts> {
  protected constructor(protected readonly said: Parts) {
    Object.freeze(said);
  }

  /** The port that is called: of the Service, of the Gateway's listener or, without a Service, of the container. */
  public onPort(port: number): Self {
    return this.with({ port: checkPort(port) });
  }

  /** The address of whoever connects. */
  public fromIp(address: string): Self {
    return this.with({ callerIp: checkIp(address) });
  }

  /** The address of the pod that is dialled, where it has several. */
  public toIp(address: string): Self {
    return this.with({ targetIp: checkIp(address) });
  }

  /** `X-Forwarded-For` as it reaches the first proxy that reads it, the nearest address last. */
  public forwardedFor(...addresses: readonly string[]): Self {
    return this.with({ forwardedFor: addresses.map(checkIp) });
  }

  /** How the caller is connected, where the manifests do not say. */
  public dataPlane(plane: CallerPlane): Self {
    return this.with({ dataPlane: checkOneOf('a data plane', plane, PLANES) });
  }

  /** The server name that the client asks for when it starts TLS. */
  public sni(name: string): Self {
    return this.with({ sni: checkName('an SNI', name) });
  }

  /** Judges this enforcement point alone, as if the request had reached it. */
  public at(point: DecisionPoint): Self {
    return this.with({ at: checkOneOf('a point', point, POINTS) });
  }

  /** What external authorizers answer, by the name of their extension provider. */
  public external(answers: Readonly<Record<string, 'allow' | 'deny'>>): Self {
    Object.values(answers).forEach((answer) => checkOneOf('an answer', answer, ['allow', 'deny']));
    return this.with({ external: { ...this.said.external, ...answers } });
  }

  protected abstract with(change: Partial<ConnectionParts>): Self;
}

/** A caller and a target. What is asked for is still to be said: `.get('/cart')`, `.grpc('shop.Cart/Add')` or `.tcp()`. */
export class RequestDraft extends Connection<RequestDraft, ConnectionParts> {
  /** @internal */
  public static _of(caller: ConnectionParts['caller'], target: ConnectionParts['target']): RequestDraft {
    return new RequestDraft({ caller, target, forwardedFor: [], external: {} });
  }

  public get(path: string): HttpAccess {
    return this.http('GET', path);
  }

  public head(path: string): HttpAccess {
    return this.http('HEAD', path);
  }

  public post(path: string): HttpAccess {
    return this.http('POST', path);
  }

  public put(path: string): HttpAccess {
    return this.http('PUT', path);
  }

  public patch(path: string): HttpAccess {
    return this.http('PATCH', path);
  }

  public delete(path: string): HttpAccess {
    return this.http('DELETE', path);
  }

  public options(path: string): HttpAccess {
    return this.http('OPTIONS', path);
  }

  /** Any other method. The path is as on the wire: not normalised, with the query. */
  public http(method: string, path: string): HttpAccess {
    return this.asking({ kind: 'http', method: checkMethod(method), path: checkPath(path), headers: [], tokens: [] });
  }

  /** A call of a gRPC method, `package.Service/Method`. */
  public grpc(method: string): HttpAccess {
    return this.asking({ kind: 'http', method: 'POST', path: `/${checkGrpcMethod(method)}`, version: '2', headers: [GRPC], tokens: [] });
  }

  /** A connection whose bytes are not HTTP. */
  public tcp(): TcpAccess {
    return new TcpAccess({ ...this.said, operation: { kind: 'tcp' } });
  }

  protected with(change: Partial<ConnectionParts>): RequestDraft {
    return new RequestDraft({ ...this.said, ...change });
  }

  private asking(operation: HttpPart): HttpAccess {
    return new HttpAccess({ ...this.said, operation });
  }
}

/** A connection whose bytes are not HTTP. */
export class TcpAccess extends Connection<TcpAccess, RequestParts> {
  /** @internal */
  public constructor(public readonly parts: RequestParts) {
    super(parts);
  }

  protected with(change: Partial<ConnectionParts>): TcpAccess {
    return new TcpAccess({ ...this.parts, ...change });
  }
}

/** An HTTP request. */
export class HttpAccess extends Connection<HttpAccess, RequestParts & { readonly operation: HttpPart }> {
  /** @internal */
  public constructor(public readonly parts: RequestParts & { readonly operation: HttpPart }) {
    super(parts);
  }

  /** The host that is asked for (`Host`, `:authority`). Left out, the full name of the Service. */
  public host(name: string): HttpAccess {
    return this.operation({ host: checkName('a host', name) });
  }

  /** The version of HTTP, where the answer depends on it. gRPC is always HTTP/2. */
  public version(version: HttpVersion): HttpAccess {
    return this.operation({ version: checkOneOf('a version of HTTP', version, VERSIONS) });
  }

  /** A header. Said twice, the request has it twice. */
  public header(name: string, value: string): HttpAccess {
    const line = { name: checkHeaderName(name).toLowerCase(), value: checkLine('the value of a header', value) };
    return this.operation({ headers: [...this.parts.operation.headers, line] });
  }

  /** A JSON Web Token that the issuer's keys have signed and that has not expired. */
  public token(token: TokenOptions): HttpAccess {
    return this.operation({ tokens: [...this.parts.operation.tokens, tokenPart(token, 'valid')] });
  }

  /** A token that whoever validates it rejects: forged, expired or malformed. */
  public rejectedToken(token: TokenOptions): HttpAccess {
    return this.operation({ tokens: [...this.parts.operation.tokens, tokenPart(token, 'rejected')] });
  }

  protected with(change: Partial<ConnectionParts>): HttpAccess {
    return new HttpAccess({ ...this.parts, ...change });
  }

  private operation(change: Partial<HttpPart>): HttpAccess {
    return new HttpAccess({ ...this.parts, operation: { ...this.parts.operation, ...change } });
  }
}

/** A request that can be judged. */
export type AccessRequest = HttpAccess | TcpAccess;

/** How requests begin. */
export interface RequestStart {
  /**
   * @param caller `namespace/name` of a workload, or the construct
   * @param target `namespace/name` of a Service or, where none has that name, of a workload; the construct; or `toGateway(…)`
   */
  (caller: RequestCaller, target: RequestTarget): RequestDraft;

  /** A caller without an identity, who does not speak mutual TLS. */
  plaintext(target: RequestTarget): RequestDraft;

  /** A caller by its identity alone: `trust-domain/ns/NAMESPACE/sa/SERVICE-ACCOUNT`. */
  principal(principal: string, target: RequestTarget): RequestDraft;
}

/** Begins a request: who calls whom. */
export const request: RequestStart = Object.assign(
  (caller: RequestCaller, target: RequestTarget) => RequestDraft._of(callerNamed(caller), targetNamed(target)),
  {
    plaintext: (target: RequestTarget) => RequestDraft._of({ kind: 'plaintext' }, targetNamed(target)),
    principal: (principal: string, target: RequestTarget) => (
      RequestDraft._of({ kind: 'principal', principal: checkPrincipal(principal) }, targetNamed(target))
    ),
  },
);

/** A Gateway of the Gateway API as a target, by `namespace/name`. */
export function toGateway(name: string): GatewayTarget {
  return GatewayTarget.of(name);
}
