/** A path template (1.14), or the reason why Envoy does not load the listener that carries it. */
export type PathTemplate = { readonly kind: 'template'; readonly expression: RegExp } | { readonly kind: 'refused'; readonly reason: string };

const SEGMENT_CHARACTERS = "[A-Za-z0-9\\-._~%!$&'()+,;:@=*]";
const LITERAL_CHARACTERS = /^[A-Za-z0-9\-._~%!$&'()+,;:@=]+$/;

/** With `{*}` or `{**}` anywhere a path is a template, no prefix, suffix or exact string (1.14). */
export function isPathTemplate(value: string): boolean {
  return value.includes('{*}') || value.includes('{**}');
}

export function readPathTemplate(value: string): PathTemplate {
  const segments = value.split('/');
  const refusal = refusalOf(segments);
  if (refusal) return { kind: 'refused', reason: refusal };
  return { kind: 'template', expression: new RegExp(`^${segments.map(expressionOf).join('/')}$`) };
}

function refusalOf(segments: readonly string[]): string | undefined {
  if (segments[0] !== '') return 'a path template must start with a slash';
  const inner = segments.slice(1, segments[segments.length - 1] === '' ? -1 : undefined);
  const last = segments.slice(1).lastIndexOf('{**}');
  for (const [index, segment] of inner.entries()) {
    if (segment === '') return 'a path template must not have empty segments';
    if (segment === '{*}' && last >= 0 && index > last) return '{**} must be the last operator of a path template';
    if (segment === '{**}' && index !== last) return '{**} must be the last operator of a path template';
    if (segment !== '{*}' && segment !== '{**}' && !LITERAL_CHARACTERS.test(segment)) return `${segment} is no segment of a path template`;
  }
  return undefined;
}

function expressionOf(segment: string): string {
  if (segment === '{*}') return `${SEGMENT_CHARACTERS}+`;
  if (segment === '{**}') return `(?:${SEGMENT_CHARACTERS}|/)*`;
  return segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
