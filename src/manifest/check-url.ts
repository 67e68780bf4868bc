import { isIPv6 } from 'node:net';

/**
 * The scheme of a URL in lower case, `''` for an absolute path, undefined for what is no URL: Go's `url.ParseRequestURI`,
 * which Kubernetes' CEL functions `isURL` and `url` call. The WHATWG parser of Node.js repairs what Go refuses.
 */
export function urlScheme(text: string): string | undefined {
  // eslint-disable-next-line no-control-regex
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  if (text === '*') return '';
  const [, scheme = '', rest] = /^(?:([a-z][a-z0-9+.-]*):)?(.*)$/is.exec(text)!;
  if (rest.startsWith(':') && scheme === '') return undefined;
  if (!rest.startsWith('/')) return scheme === '' ? undefined : scheme.toLowerCase();
  const [, authority, path] = /^(?:\/\/([^/?]*))?([^?]*)/s.exec(rest)!;
  const isValid = (authority === undefined || scheme === '' || isAuthority(authority)) && isEscaped(path);
  return isValid ? scheme.toLowerCase() : undefined;
}

/** userinfo@host:port */
function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const userinfo = authority.slice(0, Math.max(at, 0));
  return /^[\w\-.:~!$&'()*+,;=%@]*$/.test(userinfo) && isEscaped(userinfo) && isHost(authority.slice(at + 1));
}

function isHost(host: string): boolean {
  const bracketed = /^\[([^\]%]*)(%25[^\]]*)?\](:\d*)?$/.exec(host);
  if (bracketed) return isIPv6(bracketed[1]);
  return /^[^\s#/\\^`{|}?[\]:]*(:\d*)?$/.test(host) && isHostEscaped(host);
}

/** Every percent sign starts two hexadecimal digits. */
function isEscaped(text: string): boolean {
  return !/%(?![0-9a-f]{2})/i.test(text);
}

/** In a host name Go unescapes only bytes beyond ASCII. */
function isHostEscaped(host: string): boolean {
  return !/%(?![89a-f][0-9a-f])/i.test(host);
}
