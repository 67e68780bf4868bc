import { Operation } from './operation';
import { misuse, Place } from '../../problems';

/**
 * Set by the jsii runtimes of other languages. Those pass every argument, so one that was left out cannot be told from
 * one that is undefined; their type checkers are what tells a slip.
 */
const isCalledFromOtherLanguage = (): boolean => process.env.JSII_AGENT !== undefined;

/** `undefined` that was passed on purpose or by a slip must not read as "any connection". */
export function checkGiven(place: Place, passed: number, operation: Operation | null | undefined): void {
  const isLeftOut = passed < 2 || isCalledFromOtherLanguage();
  if (operation === null || (operation === undefined && !isLeftOut)) {
    throw misuse('EMPTY_VALUE', place, { field: 'operation' });
  }
}
