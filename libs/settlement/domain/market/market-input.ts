import type { ActivePeriod, MeteringPointPeriod } from './metering-point.js';
import type { Quality } from './quality.js';
import type { Fine } from './quantity.js';

/** What DataHub computes, and with it who receives it. Source: DataHub's rules, part 2 §3. */
export const CALCULATION_TYPES = [
  'aggregation', 'balance_fixing', 'wholesale_fixing', 'first_correction_settlement', 'second_correction_settlement', 'third_correction_settlement',
] as const;
export type CalculationType = (typeof CALCULATION_TYPES)[number];

/** Whether charges are computed too: not for the two calculations of energy alone. */
export const hasCharges = (type: CalculationType): boolean => type !== 'aggregation' && type !== 'balance_fixing';

export type Calculation = Readonly<{
  id: string;
  type: CalculationType;
  gridAreas: readonly string[];
  /** The period, epoch milliseconds, half-open. It need not be a month. */
  from: number;
  to: number;
  /** Zone of the local days. */
  zone: string;
  /** Periods that end at or before this instant have hourly results. */
  quarterlyFrom: number;
}>;

/** One reading as received. A quantity may be unknown (null): it counts as 0 and keeps its quality. */
export type Reading = Readonly<{ quantity: Fine | null; quality: Quality }>;
/** Readings by metering point and start of interval. */
export type Readings = ReadonlyMap<string, ReadonlyMap<number, Reading>>;

export type ChargeType = 'subscription' | 'fee' | 'tariff';
export type ChargeResolution = 'PT1H' | 'P1D' | 'P1M' | 'PT15M';
/** A charge is unique only by code, owner and type together. */
export type ChargeId = Readonly<{ code: string; type: ChargeType; ownerId: string }>;
export const chargeKey = ({ code, ownerId, type }: ChargeId): string => `${code}-${ownerId}-${type}`;

export type ChargePeriod = ChargeId & Readonly<{ resolution: ChargeResolution; isTax: boolean; from: number; to?: number }>;
/** A price from its time on: for tariffs the price of exactly that hour or day. Millionths of a krone. */
export type ChargePrice = ChargeId & Readonly<{ time: number; priceMicro: bigint }>;
/** `factor`: how many pieces the point pays for; never multiplied into tariffs. */
export type ChargeLink = ChargeId & Readonly<{ meteringPointId: string; factor: number; from: number; to?: number }>;
export type Charges = Readonly<{ periods: readonly ChargePeriod[]; prices: readonly ChargePrice[]; links: readonly ChargeLink[] }>;

export type MarketInput = Readonly<{
  calculation: Calculation;
  periods: readonly MeteringPointPeriod[];
  readings: Readings;
  gridLossPointIds: ReadonlySet<string>;
  charges: Charges;
}>;

/** The padded or computed values of one active period. `points[i].time` is the start of the interval. */
export type PointSeries = Readonly<{
  period: ActivePeriod;
  resolution: 'PT15M' | 'PT1H';
  points: readonly Readonly<{ time: number; quantity: Fine; quality: Quality }>[];
}>;
