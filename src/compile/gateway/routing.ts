import { StringMatch } from '../../model';

/** Whether some path that matches is routed by a prefix. A prefix of the Gateway API ends at a slash: `/cart` covers `/cart/1`, not `/cartoon`. */
export function mayBeRouted(path: StringMatch, prefix: string): boolean {
  switch (path.kind) {
    case 'exact':
      return covers(prefix, path.value);
    case 'prefix':
      return covers(prefix, path.value) || prefix.startsWith(path.value);
    case 'template':
      return templateMeets(segmentsOf(path.value), segmentsOf(prefix));
    case 'suffix':
    case 'present':
      return true;
  }
}

function covers(prefix: string, path: string): boolean {
  return prefix === '/' || path === prefix || path.startsWith(`${prefix}/`);
}

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1);

function templateMeets(template: readonly string[], prefix: readonly string[]): boolean {
  const rest = template.indexOf('{**}');
  const isRoot = prefix.length === 1 && prefix[0] === '';
  const compared = isRoot ? [] : prefix.slice(0, rest === -1 ? prefix.length : rest);
  return compared.every((segment, index) => template[index] === '{*}' || template[index] === segment);
}
