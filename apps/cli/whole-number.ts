import { WRONG_USAGE } from './exit-codes.js';
import { OperatorError } from '#platform';

/** The whole number of an option. @throws OperatorError (wrong usage) */
export const wholeNumber = (option: string, text: string, from: number, to: number): number => {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= from && value <= to) return value;
  throw new OperatorError(`${option} must be a whole number from ${from} to ${to}, not ${JSON.stringify(text)}.`, { exitCode: WRONG_USAGE });
};
