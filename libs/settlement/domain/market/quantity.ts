import { divideHalfUp, KWH_DECIMALS, scaledFromText, textFromScaled } from '#energy';

/** Decimals kept while adding: a foreign quantity may have ten, and an hour divided by four needs two more. */
const FINE_DECIMALS = 12;
const MOST_DECIMALS = 10;

/** Energy in 10^-12 kWh, exact. Only results are rounded to watt-hours. */
export type Fine = bigint;

export const FINE_PER_WH = 10n ** BigInt(FINE_DECIMALS - KWH_DECIMALS);

/**
 * kWh as text, exactly; at most ten decimals.
 * @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS
 */
export const fineFromKwh = (kwh: string): Fine => scaledFromText(kwh, MOST_DECIMALS) * 10n ** BigInt(FINE_DECIMALS - MOST_DECIMALS);

/** Rounded half up, away from zero, to watt-hours. Source: DataHub's rules, part 2 §2.2. */
export const whFromFine = (fine: Fine): bigint => divideHalfUp(fine, FINE_PER_WH);

/** kWh without superfluous zeros ("2.5", "0"): the form of the tables of readings. */
export const plainKwh = (fine: Fine): string => textFromScaled(fine, FINE_DECIMALS).replace(/\.?0+$/, '');
