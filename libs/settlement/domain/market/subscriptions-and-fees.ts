import { type Calendar, divideHalfUp, KWH_DECIMALS } from '#energy';
import { type ChargeLine, chargeLines } from './charge-line.js';
import type { ChargedSpan } from './charged-spans.js';
import { groupBy } from './group-by.js';
import { localMidnights } from './local-midnights.js';
import { type Calculation, chargeKey, type ChargePrice } from './market-input.js';
import { NO_QUALITIES } from './quality.js';

const ONE_PIECE = 10n ** BigInt(KWH_DECIMALS);

/**
 * A line for each local day of a subscription: the month's price divided by the days of the calculation period and rounded to 6 decimals *before*
 * it is multiplied by the pieces.
 * Source: DataHub's rules, part 1 §5.3, part 2 §2.3.
 */
export const subscriptionLines = (
  spans: readonly ChargedSpan[], prices: readonly ChargePrice[], calculation: Calculation, calendar: Calendar,
): readonly ChargeLine[] => {
  const days = localMidnights(calendar, calculation).length;
  return dailyLines(spans.filter(({ charge }) => charge.type === 'subscription'), prices, calculation, calendar, (price) => divideHalfUp(price, BigInt(days)));
};

/**
 * A line for each local day of a fee, at its full price: a proper fee link lasts one day.
 * Source: DataHub's rules, part 1 §5.4, part 2 §2.6.
 */
export const feeLines = (spans: readonly ChargedSpan[], prices: readonly ChargePrice[], calculation: Calculation, calendar: Calendar): readonly ChargeLine[] =>
  dailyLines(spans.filter(({ charge }) => charge.type === 'fee'), prices, calculation, calendar, (price) => price);

const dailyLines = (
  spans: readonly ChargedSpan[], prices: readonly ChargePrice[], calculation: Calculation, calendar: Calendar, dailyPrice: (price: bigint) => bigint,
): readonly ChargeLine[] => {
  const byCharge = pricesByCharge(prices, calculation);
  return chargeLines(spans, ({ charge, link, from, to }) => {
    const ofCharge = byCharge.get(chargeKey(charge)) ?? [];
    return localMidnights(calendar, { from, to }).map((time) => {
      const price = priceInForce(ofCharge, charge.from, time);
      return { time, quantity: BigInt(link.factor) * ONE_PIECE, qualities: NO_QUALITIES, priceMicro: price === undefined ? null : dailyPrice(price.priceMicro) };
    });
  }, { resolution: 'P1D', unit: 'pcs' });
};

/** Prices inside the calculation period, oldest first: earlier ones are never carried into it. Source: DataHub's rules, part 1 §5.2. */
const pricesByCharge = (prices: readonly ChargePrice[], { from, to }: Calculation): ReadonlyMap<string, readonly ChargePrice[]> =>
  groupBy(prices.filter(({ time }) => time >= from && time < to).sort((a, b) => a.time - b.time), chargeKey);

/** The latest price at or before the day, stated while this validity of the charge lasted. */
const priceInForce = (prices: readonly ChargePrice[], validFrom: number, day: number): ChargePrice | undefined =>
  prices.findLast(({ time }) => time >= validFrom && time <= day);
