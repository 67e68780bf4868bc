import { isAllowed, Manifest } from './edge-policies';

/** What a client sends. */
export interface ClientRequest {
  readonly method?: string;
  readonly path: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly clientIp?: string;
  readonly principal?: string;
}

/** What it gets: 200 when the backend is reached, and what the backend then sees. */
export interface Answer {
  readonly status: 200 | 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the request is judged: a gateway, a Service at its waypoint, or a pod with a sidecar. */
export type Door =
  | { readonly kind: 'Gateway' | 'Service'; readonly name: string; readonly namespace: string }
  | { readonly kind: 'pod'; readonly labels: Readonly<Record<string, string>>; readonly namespace: string };

/** A token with a good signature, as the value of an Authorization header. */
export const bearer = (claims: Readonly<Record<string, unknown>>): { authorization: string } => ({ authorization: `Bearer ${JSON.stringify(claims)}` });

/** What a door answers: first its JWT filter, then its policies (1.5). */
export function knock(manifests: readonly Manifest[], door: Door, request: ClientRequest): Answer {
  const attached = manifests.filter((manifest) => isAttached(manifest, door));
  const rules = attached.filter(({ kind }) => kind === 'RequestAuthentication').flatMap(({ spec }) => spec.jwtRules as JwtRule[]);
  const checked = checkTokens(rules, request);
  if (checked.status !== undefined) {
    return { status: checked.status, headers: checked.headers };
  }
  const { method = 'GET', path, host = 'shop.example', port = 443, clientIp = '198.51.100.9', principal } = request;
  const seen = { method, path, host, port, clientIp, headers: checked.headers, principal, claims: checked.claims };
  const policies = attached.filter(({ kind }) => kind === 'AuthorizationPolicy');
  return { status: isAllowed(policies, seen) ? 200 : 403, headers: checked.headers };
}

/** 1.3 */
function isAttached({ kind, metadata, spec }: Manifest, door: Door): boolean {
  if (metadata.namespace !== door.namespace || !['RequestAuthentication', 'AuthorizationPolicy'].includes(kind)) {
    return false;
  }
  if (door.kind === 'pod') {
    return spec.targetRefs === undefined && Object.entries(spec.selector?.matchLabels ?? {}).every(([key, value]) => door.labels[key] === value);
  }
  return (spec.targetRefs ?? []).some((ref: { kind: string; name: string }) => ref.kind === door.kind && ref.name === door.name);
}

interface JwtRule {
  readonly issuer: string;
  readonly audiences?: readonly string[];
  readonly fromHeaders?: readonly { readonly name: string; readonly prefix?: string }[];
  readonly forwardOriginalToken?: boolean;
  readonly outputClaimToHeaders?: readonly { readonly header: string; readonly claim: string }[];
  readonly outputPayloadToHeader?: string;
}

interface Checked {
  readonly status?: 401 | 403;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/**
 * 4.2: issuers are tried in order. Each takes its own headers away before it looks for a token, and the first good
 * token ends the check. CORS preflight requests are not looked at.
 */
function checkTokens(rules: readonly JwtRule[], request: ClientRequest): Checked {
  let headers: Record<string, string> = Object.fromEntries(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  let failure: 401 | 403 | undefined;
  if (isPreflight(request.method, headers)) {
    return { headers };
  }
  for (const rule of [...rules].sort((left, right) => (left.issuer < right.issuer ? -1 : 1))) {
    headers = without(headers, written(rule));
    const token = tokenFor(rule, headers);
    if (token === undefined) {
      continue;
    }
    const claims = parse(token.text);
    if (claims?.iss !== rule.issuer) {
      failure ??= 401;
    } else if (!isFor(claims.aud, rule.audiences)) {
      failure = 403;
    } else {
      const kept = rule.forwardOriginalToken === true ? headers : without(headers, [token.header]);
      return { claims, headers: { ...kept, ...claimHeaders(rule, claims) } };
    }
  }
  return { headers, ...(failure === undefined ? {} : { status: failure }) };
}

function isPreflight(method: string | undefined, headers: Readonly<Record<string, string>>): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}

function tokenFor(rule: JwtRule, headers: Readonly<Record<string, string>>): { header: string; text: string } | undefined {
  for (const { name, prefix = '' } of rule.fromHeaders ?? []) {
    const value = headers[name.toLowerCase()];
    if (value?.includes(prefix)) {
      return { header: name.toLowerCase(), text: value.slice(value.indexOf(prefix) + prefix.length) };
    }
  }
  return undefined;
}

/** What is no JSON stands for a token that is malformed, expired or has a bad signature. */
function parse(token: string): Record<string, unknown> | undefined {
  return token.startsWith('{') ? JSON.parse(token) as Record<string, unknown> : undefined;
}

function isFor(audience: unknown, audiences: readonly string[] | undefined): boolean {
  return audiences === undefined || (Array.isArray(audience) ? audience : [audience]).some((one) => audiences.includes(one as string));
}

const written = (rule: JwtRule): readonly string[] => [
  ...(rule.outputClaimToHeaders ?? []).map(({ header }) => header), ...(rule.outputPayloadToHeader === undefined ? [] : [rule.outputPayloadToHeader]),
];

function claimHeaders(rule: JwtRule, claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const known = (rule.outputClaimToHeaders ?? []).filter(({ claim }) => claims[claim] !== undefined);
  return Object.fromEntries(known.map(({ header, claim }) => [header, String(claims[claim])]));
}

function without(headers: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}
