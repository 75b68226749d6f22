import { InvalidValue, scaledFromText, textFromScaled } from '#energy';

/** Decimals of a price that are kept, in DKK: what settlement reckons with exactly. */
export const PRICE_DECIMALS = 12;

/** Decimals that dividing by 1,000 (from MWh to kWh) adds. */
const MWH_DECIMALS = 3;

/**
 * A decimal in its one way of writing: no exponent, no zeros at the end, so that equal prices are equal texts (`0.50` → `0.5`).
 * @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS (more than 12)
 */
export const plainDecimal = (text: string): string => withoutZeros(textFromScaled(scaledFromText(text, PRICE_DECIMALS), PRICE_DECIMALS));

/** DKK per kWh, exact, from DKK per MWh (`573.048261` → `0.573048261`). @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS (more than 9) */
export const perKwhFromPerMwh = (text: string): string => withoutZeros(textFromScaled(scaledFromText(text, PRICE_DECIMALS - MWH_DECIMALS), PRICE_DECIMALS));

/** Whether the text is a decimal number that can be kept exactly; otherwise why not. */
export const decimalFault = (text: string): InvalidValue | undefined => {
  try {
    scaledFromText(text, PRICE_DECIMALS);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidValue) return error;
    throw error;
  }
};

const withoutZeros = (text: string): string => text.replace(/\.?0+$/, '');
