/**
 * Exact numbers of the oracle: whole multiples of 1 / (10^20 × 377,580). 377,580 is the least common multiple of 28, 29, 30 and 31,
 * so that a day's share of any month is exact, and 10^20 holds watt-hours times prices of twelve decimals times a quarter of an hour.
 */
const MONTH_LENGTHS = 377_580n;
export const ONE = 10n ** 20n * MONTH_LENGTHS;

/** A decimal text as a fraction of powers of ten, without exponent. */
export const decimal = (text: string): readonly [bigint, bigint] => {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!found) throw new Error(`The oracle reads plain decimals only, not ${text}`);
  const [, sign, whole, fraction = ''] = found;
  const digits = BigInt(whole! + fraction);
  return [sign === '-' ? -digits : digits, 10n ** BigInt(fraction.length)];
};

/** a × b / divisor as a multiple of the unit; refuses when that is not exact. */
export const product = (a: string, b: string, divisor = 1n): bigint => {
  const [[an, ad], [bn, bd]] = [decimal(a), decimal(b)];
  return exactly(an * bn * ONE, ad * bd * divisor);
};

export const exactly = (dividend: bigint, divisor: bigint): bigint => {
  if (dividend % divisor !== 0n) throw new Error('The oracle’s unit is too coarse for this case');
  return dividend / divisor;
};

/** Nearest hundredth, ties to even, by looking at the two neighbours. */
export const cents = (amount: bigint): bigint => nearestEven(amount * 100n, ONE);

export const nearestEven = (value: bigint, unit: bigint): bigint => {
  let below = value / unit;
  if (below * unit > value) below -= 1n;
  const [toBelow, toAbove] = [value - below * unit, (below + 1n) * unit - value];
  if (toBelow !== toAbove) return toBelow < toAbove ? below : below + 1n;
  return below % 2n === 0n ? below : below + 1n;
};

export const centsText = (amount: bigint): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
