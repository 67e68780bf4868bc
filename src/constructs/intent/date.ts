import { inCode } from './text-checks';
import { misuse } from '../../problems';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A day of the calendar as YYYY-MM-DD, so that days compare as text. */
export function checkDate(value: string): string {
  if (!DATE.test(value) || !isDay(value)) {
    throw misuse('INVALID_DATE', inCode(`date ${value}`), { value });
  }
  return value;
}

/** `Date` rolls 30 February over into March. */
function isDay(value: string): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}
