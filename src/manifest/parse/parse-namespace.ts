import type { ParsedMetadata } from './parse-header';
import type { Namespace } from '../../model/mesh';

export function parseNamespace({ name, labels, at }: ParsedMetadata): Namespace {
  return { name, labels, at };
}
