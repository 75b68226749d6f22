import { type Calendar, HOUR_MS } from '#energy';
import { type ChargeLine, chargeLines } from './charge-line.js';
import type { ChargedSpan } from './charged-spans.js';
import { startOfHour } from './each-interval.js';
import { localMidnights } from './local-midnights.js';
import { chargeKey, type ChargePrice, type PointSeries } from './market-input.js';
import { qualitySet, type QualitySet } from './quality.js';
import { type Fine, whFromFine } from './quantity.js';

export type TariffResolution = 'PT1H' | 'P1D';

/**
 * Lines of the tariffs of one resolution: the energy of each hour or local day at the price of exactly that time. No price is carried on:
 * where none is stated, price and amount are null. The link's factor plays no part.
 * Source: DataHub's rules, part 1 §4.
 */
export const tariffLines = (
  spans: readonly ChargedSpan[], prices: readonly ChargePrice[], series: readonly PointSeries[], resolution: TariffResolution, calendar: Calendar,
): readonly ChargeLine[] => {
  const ofResolution = spans.filter(({ charge }) => charge.type === 'tariff' && charge.resolution === resolution);
  const charged = new Set(ofResolution.map(({ period }) => period.meteringPointId));
  const energy = energyByPoint(series.filter(({ period }) => charged.has(period.meteringPointId)), resolution, calendar);
  const priceAt = pricesByTime(prices);
  return chargeLines(ofResolution, ({ charge, period, from, to }) => {
    const ofPoint = energy.get(period.meteringPointId);
    const ofCharge = priceAt.get(chargeKey(charge));
    const times = resolution === 'PT1H' ? hours(from, to) : localMidnights(calendar, { from, to });
    return times.flatMap((time) => {
      const sum = ofPoint?.get(time);
      return sum ? [{ time, quantity: whFromFine(sum.quantity), qualities: sum.qualities, priceMicro: ofCharge?.get(time) ?? null }] : [];
    });
  }, { resolution, unit: 'kWh' });
};

const pricesByTime = (prices: readonly ChargePrice[]): ReadonlyMap<string, ReadonlyMap<number, bigint>> => {
  const byCharge = new Map<string, Map<number, bigint>>();
  for (const price of prices) {
    const key = chargeKey(price);
    const ofCharge = byCharge.get(key) ?? new Map<number, bigint>();
    byCharge.set(key, ofCharge.set(price.time, price.priceMicro));
  }
  return byCharge;
};

type Sum = { quantity: Fine; qualities: QualitySet };

/** Each point's energy per hour or local day, unrounded. Source: DataHub's rules, part 1 §4.1. */
const energyByPoint = (series: readonly PointSeries[], resolution: TariffResolution, calendar: Calendar): ReadonlyMap<string, ReadonlyMap<number, Sum>> => {
  const sums = new Map<string, Map<number, Sum>>();
  const startOf = resolution === 'PT1H' ? startOfHour : (time: number) => calendar.startOfDayNumber(calendar.dayNumberOf(time));
  for (const { period, points } of series) {
    const ofPoint = sums.get(period.meteringPointId) ?? new Map<number, Sum>();
    sums.set(period.meteringPointId, ofPoint);
    for (const { time, quantity, quality } of points) {
      const start = startOf(time);
      const sum = ofPoint.get(start);
      if (sum) {
        sum.quantity += quantity;
        sum.qualities |= qualitySet(quality);
      } else ofPoint.set(start, { quantity, qualities: qualitySet(quality) });
    }
  }
  return sums;
};

const hours = (from: number, to: number): readonly number[] => {
  const first = Math.ceil(from / HOUR_MS) * HOUR_MS;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / HOUR_MS)) }, (_, hour) => first + hour * HOUR_MS);
};
