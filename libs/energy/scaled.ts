import { Decimal } from 'decimal.js';
import { InvalidValue, quoted } from './invalid-value.js';

/** Decimals of a kWh that count: energy is kept in whole watt-hours. Source: DataHub's rules, part 2 §2.2. */
export const KWH_DECIMALS = 3;
/** Decimals of a price in DKK (per kWh, per month, per piece): prices are kept in whole millionths. Source: DataHub's rules, part 2 §2.2. */
export const PRICE_DECIMALS = 6;

/** Longest text taken for a number: more digits than any meter or price has, few enough to be harmless. */
const LONGEST = 64;
const DECIMAL = /^-?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;
/** So few digits that adding them up in a `number` is exact. */
const SURELY_EXACT = 15;

/**
 * Energy in whole watt-hours from kWh as text ("0.123" → 123). Exact or refused.
 * @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS (more than 3), OUT_OF_RANGE (beyond ±(2^53-1) Wh)
 */
export const whFromKwh = (kwh: string): number => safeScaledFromText(kwh, KWH_DECIMALS);

/** kWh as text with 3 decimals from whole watt-hours (-5 → "-0.005"). @throws InvalidValue NOT_EXACT for a number that is not a safe integer */
export const kwhFromWh = (wh: number | bigint): string => textFromScaled(wh, KWH_DECIMALS);

/**
 * A price in whole millionths of a krone from DKK as text ("0.5" → 500000). Exact or refused.
 * @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS (more than 6), OUT_OF_RANGE (beyond ±(2^53-1))
 */
export const microFromDkk = (dkk: string): number => safeScaledFromText(dkk, PRICE_DECIMALS);

/** DKK as text with 6 decimals from whole millionths. @throws InvalidValue NOT_EXACT for a number that is not a safe integer */
export const dkkFromMicro = (micro: number | bigint): string => textFromScaled(micro, PRICE_DECIMALS);

/**
 * The number in the text times 10^scale, as a whole number in the range where `number` is exact.
 * @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS, OUT_OF_RANGE
 */
export const safeScaledFromText = (text: string, scale: number): number => {
  const fast = typeof text === 'string' ? fewPlainDigits(text, scale) : undefined;
  if (fast !== undefined) return fast;
  const scaled = Number(scaledFromText(text, scale));
  if (Number.isSafeInteger(scaled)) return scaled;
  throw new InvalidValue({
    code: 'OUT_OF_RANGE',
    en: `${quoted(text)} is too large: at most ${textFromScaled(Number.MAX_SAFE_INTEGER, scale)} either side of zero can be kept exactly.`,
    da: `${quoted(text)} er for stort: højst ${textFromScaled(Number.MAX_SAFE_INTEGER, scale)} på hver side af nul kan gemmes nøjagtigt.`,
  });
};

/**
 * The number in the text times 10^scale, whatever its size. Trailing zeros beyond the scale are harmless, other digits there are refused.
 * @throws InvalidValue NOT_A_DECIMAL, TOO_MANY_DECIMALS
 */
export const scaledFromText = (text: string, scale: number): bigint => {
  if (typeof text !== 'string' || text.length > LONGEST || !DECIMAL.test(text)) {
    throw new InvalidValue({
      code: 'NOT_A_DECIMAL',
      en: `${quoted(text)} is not a decimal number. Write digits with a point, such as -12.345, in at most ${LONGEST} characters.`,
      da: `${quoted(text)} er ikke et decimaltal. Skriv cifre med punktum, for eksempel -12.345, med højst ${LONGEST} tegn.`,
    });
  }
  const decimal = new Decimal(text);
  if (decimal.decimalPlaces() > scale) {
    throw new InvalidValue({
      code: 'TOO_MANY_DECIMALS',
      en: `${quoted(text)} has more than ${scale} decimals. Send it rounded to ${scale}.`,
      da: `${quoted(text)} har mere end ${scale} decimaler. Send det afrundet til ${scale}.`,
    });
  }
  return BigInt(decimal.toFixed(scale).replace('.', ''));
};

/**
 * Text with exactly `scale` decimals; zero never has a sign.
 * @throws InvalidValue NOT_EXACT for a number that is not a safe integer
 */
export const textFromScaled = (scaled: number | bigint, scale: number): string => {
  const whole = exact(scaled);
  const negative = whole < 0n;
  const digits = String(negative ? -whole : whole).padStart(scale + 1, '0');
  const split = digits.length - scale;
  const unsigned = scale === 0 ? digits : `${digits.slice(0, split)}.${digits.slice(split)}`;
  return negative ? `-${unsigned}` : unsigned;
};

/** The exact decimal of a scaled whole number, for display and for the one final rounding. */
export const decimalFromScaled = (scaled: number | bigint, scale: number): Decimal => new Decimal(textFromScaled(scaled, scale));

/** The same whole number as bigint. @throws InvalidValue NOT_EXACT for a number that is not a safe integer */
export const exact = (value: number | bigint): bigint => (typeof value === 'bigint' ? value : BigInt(safe(value)));

/**
 * The number itself when it is whole and exact: the guard around sums and products of scaled numbers.
 * A sum of two safe integers that left the range is always seen here.
 * @throws InvalidValue NOT_EXACT
 */
export const safe = (value: number): number => {
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidValue({
    code: 'NOT_EXACT',
    en: `${value} is not a whole number within ±(2^53-1), so it may already be inexact. Sum in bigint or in smaller parts.`,
    da: `${value} er ikke et helt tal inden for ±(2^53-1) og kan allerede være unøjagtigt. Læg sammen i bigint eller i mindre dele.`,
  });
};

/** The usual reading, fast: sign, a few digits, a point. Anything else (exponent, more digits or decimals, garbage) is left to the careful way. */
const fewPlainDigits = (text: string, scale: number): number | undefined => {
  const length = text.length;
  const first = text.charCodeAt(0) === 45 ? 1 : 0;
  let point = -1;
  let value = 0;
  if (length - first > SURELY_EXACT - scale) return undefined;
  for (let at = first; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) value = value * 10 + (code - 48);
    else if (code === 46 && point < 0 && at > first && at < length - 1) point = at;
    else return undefined;
  }
  const decimals = point < 0 ? 0 : length - 1 - point;
  if (length === first || decimals > scale) return undefined;
  for (let at = decimals; at < scale; at++) value *= 10;
  return first === 1 && value !== 0 ? -value : value;
};
