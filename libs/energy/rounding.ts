import { safe } from './scaled.js';

/**
 * Exact rounding of scaled whole numbers: `value` has `fromScale` decimals, the answer has `toScale`. Going to more decimals is exact.
 */

/** Ties away from zero. Source: DataHub's rules, part 2 §2.2 (market side). */
export const roundHalfUp = (value: bigint, fromScale: number, toScale: number): bigint =>
  toScale >= fromScale ? value * tenTo(toScale - fromScale) : divideHalfUp(value, tenTo(fromScale - toScale));

/** Ties to the even neighbour: the customer's invoice. */
export const roundHalfEven = (value: bigint, fromScale: number, toScale: number): bigint =>
  toScale >= fromScale ? value * tenTo(toScale - fromScale) : divideHalfEven(value, tenTo(fromScale - toScale));

/** The whole number nearest to dividend / divisor, ties away from zero. @throws RangeError when the divisor is 0 */
export const divideHalfUp = (dividend: bigint, divisor: bigint): bigint => nearest(dividend, divisor, () => true);

/** The whole number nearest to dividend / divisor, ties to the even one. @throws RangeError when the divisor is 0 */
export const divideHalfEven = (dividend: bigint, divisor: bigint): bigint => nearest(dividend, divisor, (quotient) => quotient % 2n !== 0n);

/**
 * `divideHalfUp` for numbers in the range where they are exact; for loops. The divisor is above 0.
 * @throws InvalidValue NOT_EXACT when the dividend is not a safe integer
 */
export const divideHalfUpSafe = (dividend: number, divisor: number): number => {
  const remainder = safe(dividend) % divisor; // exact, with the dividend's sign
  const quotient = (dividend - remainder) / divisor;
  const distance = Math.abs(remainder);
  if (distance < divisor - distance) return quotient;
  return dividend < 0 ? quotient - 1 : quotient + 1;
};

const nearest = (dividend: bigint, divisor: bigint, tieLeavesZero: (quotient: bigint) => boolean): bigint => {
  const quotient = dividend / divisor; // towards zero
  const twice = 2n * absolute(dividend - quotient * divisor);
  const half = absolute(divisor);
  if (twice < half || (twice === half && !tieLeavesZero(quotient))) return quotient;
  return (dividend < 0n) === (divisor < 0n) ? quotient + 1n : quotient - 1n;
};

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

const tenTo = (power: number): bigint => 10n ** BigInt(power);
