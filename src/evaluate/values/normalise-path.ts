import { PathNormalization } from '../../model/mesh';

/** What policies see of a request target. */
export type NormalisedPath =
  | { readonly kind: 'path'; readonly path: string; readonly query: string }
  /** Envoy refuses it before any policy; over HTTP/2 it resets a stream that it cannot even read. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isUnreadable: boolean }
  | { readonly kind: 'doubtful'; readonly reason: string };

const ESCAPED_CHARACTERS = /["<>^`{|}]/g;
const UNRESERVED = /[A-Za-z0-9\-._~]/;
/** Segments of which none is empty or begins with a dot, of characters that no mode changes. */
const PLAIN_PATH = /^(?:\/[\w\-~!$&'()*+,=:@][\w\-.~!$&'()*+,=:@]*)+\/?$/;
const NOT_ASCII_TEXT = /[^\x21-\x7e]/;

/** Path normalisation before matching (1.21), in Envoy's order: escaped slashes, RFC 3986, then repeated slashes. */
export function normalisePath(target: string, mode: PathNormalization): NormalisedPath {
  if (PLAIN_PATH.test(target)) return { kind: 'path', path: target, query: '' };
  if (NOT_ASCII_TEXT.test(target)) return { kind: 'refused', reason: 'the path has bytes that HTTP does not allow', isUnreadable: true };
  // A fragment is stripped in every mode (1.21).
  const [whole] = target.split('#', 1);
  const mark = whole.indexOf('?');
  const query = mark < 0 ? '' : whole.slice(mark);
  const path = mark < 0 ? whole : whole.slice(0, mark);
  if (mode === 'NONE') return { kind: 'path', path, query };
  if (!path.startsWith('/')) return { kind: 'doubtful', reason: `what Envoy makes of the target ${path}` };
  const canonical = canonicalPath(mode === 'DECODE_AND_MERGE_SLASHES' ? decodeSlashes(path) : path);
  if (canonical.kind !== 'path' || mode === 'BASE') return { ...canonical, query } as NormalisedPath;
  return { kind: 'path', path: mergeSlashes(canonical.path), query };
}

/** As Envoy does it: a path of slashes alone keeps its first and its last. */
function mergeSlashes(path: string): string {
  if (!path.includes('//')) return path;
  const kept = path.split('/').filter((segment) => segment !== '');
  return `${path.startsWith('/') ? '/' : ''}${kept.join('/')}${path.endsWith('/') ? '/' : ''}`;
}

function decodeSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\');
}

function canonicalPath(path: string): NormalisedPath {
  if (/%00/.test(path)) return { kind: 'refused', reason: 'the path has an escaped NUL', isUnreadable: false };
  const segments = path.replace(/\\/g, '/').split('/').map(unescapeUnreserved);
  const doubt = segments.find((segment) => /^\.{1,2};.+$|^\.;$/.test(segment));
  if (doubt) return { kind: 'doubtful', reason: `whether Envoy takes ${doubt} for a dot segment` };
  return { kind: 'path', path: removeDotSegments(segments).map(escapeReserved).join('/'), query: '' };
}

function unescapeUnreserved(segment: string): string {
  return segment.replace(/%([0-9A-Fa-f]{2})/g, (escape, hex: string) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return UNRESERVED.test(character) ? character : escape;
  });
}

function escapeReserved(segment: string): string {
  return segment.replace(ESCAPED_CHARACTERS, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Empty segments stay: `//admin` is not `/admin` here. `..;` is a dot segment, too (1.21). */
function removeDotSegments(segments: readonly string[]): string[] {
  const kept: string[] = [segments[0]];
  for (const [index, segment] of segments.slice(1).entries()) {
    const isLast = index === segments.length - 2;
    const isParent = segment === '..' || segment === '..;';
    if (isParent && kept.length > 1) kept.pop();
    if (!isParent && segment !== '.') kept.push(segment);
    else if (isLast) kept.push('');
  }
  return kept.length === 1 ? [...kept, ''] : kept;
}
