/** A whole number that is exact: a `number` when it is certain to be a safe integer, otherwise a `bigint`. */
export type Exact = number | bigint;

/** One product whatever its size. Both factors are safe integers. */
export const exactProduct = (a: number, b: number): Exact => {
  const product = a * b + 0; // + 0: no negative zero
  return Math.abs(product) <= Number.MAX_SAFE_INTEGER ? product : BigInt(a) * BigInt(b);
};

/** An exact number times a safe integer. */
export const times = (a: Exact, b: number): Exact => (typeof a === 'number' ? exactProduct(a, b) : a * BigInt(b));

/** One sum whatever its size. */
export const exactSum = (a: Exact, b: Exact): Exact => {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Math.abs(sum) <= Number.MAX_SAFE_INTEGER) return sum;
  }
  return BigInt(a) + BigInt(b);
};

/**
 * The nearest integer to numerator / divisor; a tie goes to the even neighbour, on both sides of zero. Never negative zero.
 * The divisor is a positive integer below 2^52. Source: the customer side's rounding, each line once, half even.
 */
export const dividedHalfEven = (numerator: Exact, divisor: number): Exact => {
  if (typeof numerator === 'bigint') return bigDividedHalfEven(numerator, BigInt(divisor));
  const size = Math.abs(numerator);
  const rest = size % divisor;
  const below = (size - rest) / divisor;
  const up = rest * 2 > divisor || (rest * 2 === divisor && below % 2 === 1);
  const rounded = up ? below + 1 : below;
  return numerator < 0 ? 0 - rounded : rounded;
};

const bigDividedHalfEven = (numerator: bigint, divisor: bigint): bigint => {
  const size = numerator < 0n ? -numerator : numerator;
  const rest = size % divisor;
  const below = size / divisor;
  const up = rest * 2n > divisor || (rest * 2n === divisor && below % 2n === 1n);
  const rounded = up ? below + 1n : below;
  return numerator < 0n ? -rounded : rounded;
};
