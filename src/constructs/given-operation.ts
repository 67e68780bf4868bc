import { misuse, Place } from '../problems';
import { Operation } from './operation';

/** `undefined` that was passed on purpose or by a slip must not read as "any connection". */
export function checkGiven(place: Place, passed: number, operation: Operation | null | undefined): void {
  if (operation === null || (passed > 1 && operation === undefined)) {
    throw misuse('EMPTY_VALUE', place, { field: 'operation' });
  }
}
