import { divideHalfEven, textFromScaled } from '#energy';

/** Decimals of a price as kept: 12 as given and 2 more, so that the mean of four quarters is exact. */
export const PRICE_SCALE = 14;
/** Decimals a price may have in the input. */
export const PRICE_DECIMALS_TAKEN = 12;
/** Decimals of watt-hours times price. */
export const AMOUNT_SCALE = 17;

const AMOUNT_UNIT = 10n ** BigInt(AMOUNT_SCALE);
const PRICE_UNIT = 10n ** BigInt(PRICE_SCALE);
const DISPLAY_DECIMALS = 12;

/** An unrounded amount in DKK: numerator / denominator. Subscriptions by days have no finite decimals, so a fraction it is. */
export type Exact = Readonly<{ numerator: bigint; denominator: bigint }>;

export const NOTHING: Exact = { numerator: 0n, denominator: AMOUNT_UNIT };

/** Energy times price. */
export const energyAmount = (wh: bigint, price: bigint): bigint => wh * price;

/** A sum of `energyAmount`s. */
export const ofEnergy = (sum: bigint): Exact => ({ numerator: sum, denominator: AMOUNT_UNIT });

/** price × factor × days / daysInMonth. */
export const ofTime = (price: bigint, factor: bigint, days: number, daysInMonth: number): Exact =>
  ({ numerator: price * factor * BigInt(days), denominator: PRICE_UNIT * BigInt(daysInMonth) });

export const add = (a: Exact, b: Exact): Exact => a.denominator === b.denominator
  ? { numerator: a.numerator + b.numerator, denominator: a.denominator }
  : { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator };

export const negate = ({ numerator, denominator }: Exact): Exact => ({ numerator: -numerator, denominator });

/** The one rounding of a line: to the øre, ties to the even one. */
export const toOere = ({ numerator, denominator }: Exact): bigint => divideHalfEven(numerator * 100n, denominator);

/** Price per unit of a line, 6 decimals, for display; undefined without quantity. `thousandths` is the quantity × 1000. */
export const unitPriceText = ({ numerator, denominator }: Exact, thousandths: bigint): string | undefined =>
  thousandths === 0n ? undefined : textFromScaled(divideHalfEven(numerator * 1000n * 1_000_000n, denominator * thousandths), 6);

/** All decimals where they end, else 12 and an ellipsis. For people; nothing is computed from it. */
export const exactText = ({ numerator, denominator }: Exact): string => {
  const scaled = numerator * AMOUNT_UNIT;
  if (scaled % denominator === 0n) return withoutTrailingZeros(textFromScaled(scaled / denominator, AMOUNT_SCALE), 2);
  const cut = (numerator * 10n ** BigInt(DISPLAY_DECIMALS)) / denominator;
  return `${cut === 0n && numerator < 0n ? '-' : ''}${textFromScaled(cut, DISPLAY_DECIMALS)}…`;
};

/** A price with as many decimals as it has, at least two. */
export const priceText = (price: bigint): string => withoutTrailingZeros(textFromScaled(price, PRICE_SCALE), 2);

/** A rate such as VAT, without needless zeros. */
export const rateText = (rate: bigint): string => withoutTrailingZeros(textFromScaled(rate, PRICE_SCALE), 0);

export const oereText = (oere: bigint): string => textFromScaled(oere, 2);

/** VAT of a sum of rounded lines, rounded once. */
export const vatOf = (baseOere: bigint, rate: bigint): bigint => divideHalfEven(baseOere * rate, PRICE_UNIT);

const withoutTrailingZeros = (text: string, atLeast: number): string => {
  let end = text.length;
  const least = text.indexOf('.') + 1 + atLeast;
  while (end > least && text[end - 1] === '0') end--;
  return text[end - 1] === '.' ? text.slice(0, end - 1) : text.slice(0, end);
};
