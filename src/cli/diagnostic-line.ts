import { placeOf } from './policy-json';
import { Diagnostic } from '../model/mesh';

/** What is wrong with some input, in one line. */
export function describe({ at, field, message, code }: Diagnostic): string {
  return `${placeOf(at)}: ${field === undefined || field === '' ? '' : `${field}: `}${message} [${code}]`;
}
