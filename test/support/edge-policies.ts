import * as ipaddr from 'ipaddr.js';

/**
 * A second opinion on AuthorizationPolicies as they are shipped: Istio's rules as the reference describes them.
 * Numbers such as 1.12 are its sections. It knows HTTP requests only.
 */

/** A request as the policies see it: after the JWT filter. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly port: number;
  readonly clientIp: string;
  /** The certificate's identity, without scheme. */
  readonly principal?: string;
  /** The payload of the validated token. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace: string; readonly annotations?: Readonly<Record<string, string>> };
  // Tests read whatever is in there, whichever the kind.
  readonly spec: any;
}

type Lists = Readonly<Record<string, readonly string[] | undefined>>;
interface RuleText {
  readonly from?: readonly { readonly source: Lists }[];
  readonly to?: readonly { readonly operation: Lists }[];
  readonly when?: readonly ({ readonly key: string; readonly values?: readonly string[]; readonly notValues?: readonly string[] })[];
}

/** 1.1: DENY before ALLOW; an attached ALLOW policy makes everything else denied. */
export function isAllowed(policies: readonly Manifest[], request: SeenRequest): boolean {
  if (policies.some(({ spec }) => spec.action === 'DENY' && matchesSome(spec.rules, request))) {
    return false;
  }
  const allow = policies.filter(({ spec }) => spec.action !== 'DENY');
  return allow.length === 0 || allow.some(({ spec }) => matchesSome(spec.rules ?? [], request));
}

/** 1.6 */
export function matchesSome(rules: readonly RuleText[], request: SeenRequest): boolean {
  return rules.some((rule) => (rule.from ?? [{ source: {} }]).some(({ source }) => holds(source, request))
    && (rule.to ?? [{ operation: {} }]).some(({ operation }) => holds(operation, request))
    && (rule.when ?? []).every(({ key, values, notValues }) => isWithin(key, values, request) && !isSome(key, notValues ?? [], request)));
}

function holds(lists: Lists, request: SeenRequest): boolean {
  return Object.entries(lists).every(([name, values]) => {
    const isNegative = /^not[A-Z]/.test(name);
    const field = isNegative ? name[3].toLowerCase() + name.slice(4) : name;
    return isSome(field, values!, request) !== isNegative;
  });
}

function isWithin(field: string, values: readonly string[] | undefined, request: SeenRequest): boolean {
  return values === undefined || isSome(field, values, request);
}

const isSome = (field: string, values: readonly string[], request: SeenRequest): boolean => values.some((value) => isOne(field, value, request));

function isOne(field: string, value: string, request: SeenRequest): boolean {
  switch (field) {
    case 'ports':
      return Number(value) === request.port;
    case 'methods':
      return text(value, request.method);
    case 'hosts':
      return text(value.toLowerCase(), request.host.toLowerCase());
    case 'paths':
      return path(value, request.path.replace(/[?#].*$/, ''));
    case 'remoteIpBlocks':
      return contains(value, request.clientIp);
    case 'principals':
      return request.principal !== undefined && text(value, request.principal);
    case 'namespaces':
      return request.principal?.split('/')[2] === value;
    case 'requestPrincipals':
      return requestPrincipal(value, request.claims);
    default:
      return attribute(field, value, request);
  }
}

function attribute(key: string, value: string, request: SeenRequest): boolean {
  const header = /^request\.headers\[(.+)\]$/.exec(key);
  if (header !== null) {
    const found = Object.entries(request.headers).find(([name]) => name.toLowerCase() === header[1].toLowerCase());
    return found !== undefined && text(value, found[1]);
  }
  const claim = /^request\.auth\.claims((?:\[[^\]]+\])+)$/.exec(key);
  if (claim === null) {
    throw new Error(`the matcher does not know ${key}`);
  }
  return claimTexts([...claim[1].matchAll(/\[([^\]]+)\]/g)].map(([, name]) => name), request.claims).some((found) => text(value, found));
}

/** 1.13: text, or a list with text; numbers and booleans never match. */
function claimTexts(names: readonly string[], claims: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const found = names.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], claims);
  return (Array.isArray(found) ? found : [found]).filter((one): one is string => typeof one === 'string');
}

/** 1.12 */
function requestPrincipal(value: string, claims: Readonly<Record<string, unknown>> | undefined): boolean {
  const { iss, sub } = claims ?? {};
  if (typeof iss !== 'string' || typeof sub !== 'string') {
    return false;
  }
  const cut = value.lastIndexOf('/');
  if (value === '*') {
    return iss !== '' && sub !== '';
  }
  if (value.startsWith('*')) {
    return cut === -1 ? sub.endsWith(value.slice(1)) : iss.endsWith(value.slice(1, cut)) && sub === value.slice(cut + 1);
  }
  if (value.endsWith('*')) {
    return cut === -1 ? iss.startsWith(value.slice(0, -1)) : iss === value.slice(0, cut) && sub !== '' && sub.startsWith(value.slice(cut + 1, -1));
  }
  return cut === -1 ? iss === value && sub === '' : iss === value.slice(0, cut) && sub === value.slice(cut + 1);
}

/** 1.9 */
function text(pattern: string, value: string): boolean {
  if (pattern === '*') {
    return true;
  }
  if (pattern.startsWith('*')) {
    return value.endsWith(pattern.slice(1));
  }
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

const SEGMENT = '[A-Za-z0-9\\-._~%!$&\'()+,;:@=*]';

/** 1.14 */
function path(pattern: string, value: string): boolean {
  if (!pattern.includes('{*')) {
    return pattern === '*' ? value !== '' : text(pattern, value);
  }
  const source = pattern.split(/(\{\*\*?\})/).map((part) => (
    part === '{*}' ? `${SEGMENT}+` : part === '{**}' ? `(?:${SEGMENT}|/)*` : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  )).join('');
  return new RegExp(`^${source}$`).test(value);
}

function contains(cidr: string, address: string): boolean {
  const [network, prefix] = cidr.includes('/') ? ipaddr.parseCIDR(cidr) : [ipaddr.parse(cidr), 32] as const;
  return ipaddr.parse(address).match([network, prefix] as [ipaddr.IPv4, number]);
}
