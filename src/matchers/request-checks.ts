import { isIP } from 'node:net';

/** Something that was said about a request, or of a table of requests, and cannot be meant. */
export class InvalidRequest extends Error {
  public readonly name = 'InvalidRequest';
}

const QUALIFIED = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
const PRINCIPAL = /^[^/\s*]+\/ns\/[^/\s*]+\/sa\/[^/\s*]+$/;
const TOKEN_CHARACTERS = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE'];
const LINE_BREAK = /[\r\n\0]/;
const GRPC_METHOD = /^[\w.]+\/\w+$/;
const MAX_PORT = 65535;

export function checkQualified(what: string, name: string): string {
  return check(QUALIFIED.test(name), name, `${what} is written namespace/name, not ${shown(name)}`);
}

export function checkPrincipal(principal: string): string {
  const fix = String(principal).startsWith('spiffe://') ? 'leave spiffe:// out' : 'write trust-domain/ns/NAMESPACE/sa/SERVICE-ACCOUNT';
  return check(PRINCIPAL.test(principal), principal, `${shown(principal)} is no principal: ${fix}`);
}

export function checkPort(port: number): number {
  return check(Number.isInteger(port) && port >= 1 && port <= MAX_PORT, port, `a port is a whole number from 1 to ${MAX_PORT}, not ${shown(port)}`);
}

export function checkIp(address: string): string {
  return check(isIP(address) !== 0, address, `${shown(address)} is no IP address`);
}

/** Istio compares methods to the letter: a test that denies `post` would pass for ever. */
export function checkMethod(method: string): string {
  const meant = String(method).toUpperCase();
  const fix = method !== meant && METHODS.includes(meant) ? `: write ${meant}` : '';
  return check(TOKEN_CHARACTERS.test(method) && fix === '', method, `${shown(method)} is no HTTP method${fix}`);
}

export function checkPath(path: string): string {
  const isPath = typeof path === 'string' && path.startsWith('/') && !LINE_BREAK.test(path);
  return check(isPath, path, `a path starts with /, as in .get('/cart'), not ${shown(path)}`);
}

export function checkGrpcMethod(method: string): string {
  return check(GRPC_METHOD.test(method), method, `a gRPC method is written package.Service/Method, not ${shown(method)}`);
}

export function checkHeaderName(name: string): string {
  const isName = TOKEN_CHARACTERS.test(name) && name.toLowerCase() !== 'host';
  const fix = String(name).toLowerCase() === 'host' ? 'say .host(…)' : 'header names are letters, digits and -';
  return check(isName, name, `${shown(name)} cannot be set as a header: ${fix}`);
}

export function checkLine(what: string, value: string): string {
  return check(typeof value === 'string' && !LINE_BREAK.test(value), value, `${what} is text on one line, not ${shown(value)}`);
}

export function checkName(what: string, value: string): string {
  return check(typeof value === 'string' && value !== '' && !LINE_BREAK.test(value), value, `${what} is a name, not ${shown(value)}`);
}

/** Callers without types can write anything. */
export function checkOneOf<T extends string>(what: string, value: T, known: readonly T[]): T {
  return check(known.includes(value), value, `${what} is one of ${known.join(', ')}, not ${shown(value)}`);
}

function check<T>(isMeant: boolean, value: T, message: string): T {
  if (!isMeant) {
    throw new InvalidRequest(message);
  }
  return value;
}

export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : value === null || typeof value !== 'object' ? String(value) : 'an object';
}
