import { Operation } from './operation';
import { isCalledFromOtherLanguage } from './type-checks';
import { misuse, Place } from '../../problems';

/** `undefined` that was passed on purpose or by a slip must not read as "any connection". */
export function checkGiven(place: Place, passed: number, operation: Operation | Operation[] | null | undefined): void {
  const isLeftOut = passed < 2 || isCalledFromOtherLanguage();
  if (operation === null || (operation === undefined && !isLeftOut)) {
    throw misuse('EMPTY_VALUE', place, { field: 'operation' });
  }
}
