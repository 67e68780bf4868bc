/**
 * How Istio compares text: exactly, by prefix (`x*`), by suffix (`*x`), by presence (`*`), and for paths also by
 * template (`{*}`, `{**}`). There is no "contains", no regular expression and no comparison of numbers.
 */
export type StringMatch =
  | { readonly kind: 'exact'; readonly value: string }
  | { readonly kind: 'prefix'; readonly value: string }
  | { readonly kind: 'suffix'; readonly value: string }
  | { readonly kind: 'present' }
  | { readonly kind: 'template'; readonly value: string };

export const exactly = (value: string): StringMatch => ({ kind: 'exact', value });
export const startingWith = (value: string): StringMatch => ({ kind: 'prefix', value });
export const endingWith = (value: string): StringMatch => ({ kind: 'suffix', value });
export const present: StringMatch = Object.freeze({ kind: 'present' });

/** The text that stands for the match in an Istio resource. */
export function textOf(match: StringMatch): string {
  switch (match.kind) {
    case 'exact':
    case 'template':
      return match.value;
    case 'prefix':
      return `${match.value}*`;
    case 'suffix':
      return `*${match.value}`;
    case 'present':
      return '*';
  }
}
