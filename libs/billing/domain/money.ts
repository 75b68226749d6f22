import { scaledFromText, textFromScaled } from '#energy';

const OERE = 2;
const WATT_HOURS = 3;

/** Whole oere of DKK text with at most 2 decimals. @throws InvalidValue */
export const oereOf = (dkk: string): bigint => scaledFromText(dkk, OERE);
/** DKK text with 2 decimals; zero has no sign. */
export const dkkOf = (oere: bigint): string => textFromScaled(oere, OERE);
/** Thousandths of a line's unit. @throws InvalidValue */
export const thousandthsOf = (quantity: string): bigint => scaledFromText(quantity, WATT_HOURS);
/** Quantity text with 3 decimals. */
export const quantityOf = (thousandths: bigint): string => textFromScaled(thousandths, WATT_HOURS);

/** The sum of DKK texts, as text. */
export const sumDkk = (amounts: Iterable<string>): string => {
  let sum = 0n;
  for (const amount of amounts) sum += oereOf(amount);
  return dkkOf(sum);
};

/** The amount with the other sign. */
export const negatedDkk = (amount: string): string => dkkOf(-oereOf(amount));
