import { DecidingPolicy, Provenance } from '../model/mesh';

export function policyJson({ name, action, rule, at }: DecidingPolicy): object {
  return { name, action, rule: rule ?? null, source: placeOf(at) };
}

export const placeOf = ({ file, line }: Provenance): string => `${file}:${line}`;
