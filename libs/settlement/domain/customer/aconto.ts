import { divideHalfEven, type LocalDate } from '#energy';
import { PRICE_SCALE } from './exact-amount.js';
import { overlap } from './dated.js';
import type { Period } from './settlement-input.js';

const MONTHS_PER_QUARTER = 3n;
const QUARTERS_PER_YEAR = 4n;

/** What a customer is expected to pay per kWh, excluding VAT: all price parts added up. Prices at `PRICE_SCALE`. */
export const expectedPrice = (parts: Readonly<{ spot: bigint; margin: bigint; system: bigint; transmission: bigint; tax: bigint; averageGrid: bigint }>): bigint =>
  parts.spot + parts.margin + parts.system + parts.transmission + parts.tax + parts.averageGrid;

export type AcontoBasis = Readonly<{
  annualWh: bigint; pricePerKwh: bigint;
  /** DKK per month, at `PRICE_SCALE`. */
  subscriptionsPerMonth: readonly bigint[];
  vatRate: bigint;
}>;

/**
 * The estimate of a quarter in øre, **VAT included**: (a quarter of the yearly kWh × price + three months of subscriptions) × (1 + VAT), rounded once.
 * It is final: whoever bills it adds no VAT, or it would be there twice.
 */
export const quarterlyAconto = ({ annualWh, pricePerKwh, subscriptionsPerMonth, vatRate }: AcontoBasis): bigint => {
  const unit = 10n ** BigInt(PRICE_SCALE);
  const subscriptions = subscriptionsPerMonth.reduce((sum, price) => sum + price, 0n) * MONTHS_PER_QUARTER;
  const timesFourThousand = annualWh * pricePerKwh + subscriptions * QUARTERS_PER_YEAR * 1000n;
  return divideHalfEven(timesFourThousand * (unit + vatRate) * 100n, QUARTERS_PER_YEAR * 1000n * unit * unit);
};

/** Money paid in advance, VAT included, for the days it is meant for, however much earlier it was asked for. */
export type Prepayment = Readonly<{ forPeriod: Period; amountInclVatOere: bigint; invoicedOn?: LocalDate }>;

export type AcontoStatement = Readonly<{ actualOere: bigint; paidOere: bigint; differenceOere: bigint; nextOere: bigint; dueOere: bigint }>;

/** Prepayments that belong to a period: by the days they were meant for. The date of the invoice lies before, and would miss them. */
export const prepaidFor = (period: Period, prepayments: readonly Prepayment[]): bigint =>
  prepayments.filter(({ forPeriod }) => overlap(forPeriod, period)).reduce((sum, { amountInclVatOere }) => sum + amountInclVatOere, 0n);

/** The quarter is over: the actual bill less what was paid for it, and the estimate of the next quarter on top. All VAT included. */
export const quarterEnd = (actualOere: bigint, paidOere: bigint, nextOere: bigint): AcontoStatement =>
  ({ actualOere, paidOere, differenceOere: actualOere - paidOere, nextOere, dueOere: actualOere - paidOere + nextOere });

/** The customer leaves: the actual bill less what was paid, nothing in advance. All VAT included. */
export const finalSettlement = (actualOere: bigint, paidOere: bigint): AcontoStatement => quarterEnd(actualOere, paidOere, 0n);

