import type { LocalMonth } from '#energy';
import { add, type Exact, NOTHING, ofEnergy, ofTime } from './exact-amount.js';
import type { LineIdentity } from './line-identity.js';
import type { Place } from './place.js';
import type { Segment } from './segments.js';

/** kWh of one interval at one price. Several prices may make up the price (spot and margin on one line). */
export type EnergyEntry = Readonly<{
  kind: 'energy';
  from: number; quarters: number;
  wh: bigint; price: bigint;
  /** Where production was netted: what the two meters said. */
  netOf?: Readonly<{ consumptionWh: bigint; productionWh: bigint }>;
  /** Electricity tax: which of the two rates. */
  rate?: 'full' | 'reduced';
  readings: readonly Place[]; prices: readonly Place[];
}>;

/** The two meters of an interval that was netted; undefined where nothing was produced. */
export const netOf = (interval: Readonly<{ consumptionWh: bigint; productionWh: bigint }>): EnergyEntry['netOf'] => (interval.productionWh === 0n ? undefined : interval);

/** Days at a price per month or day: price × factor × days / daysInMonth. A price per day or a fee has 1 as `daysInMonth`. */
export type TimeEntry = Readonly<{ kind: 'time'; month: LocalMonth; days: number; daysInMonth: number; price: bigint; factor: bigint; prices: readonly Place[] }>;

export type Entry = EnergyEntry | TimeEntry;

/** The entries of one line in one segment, not yet rounded. */
export type UnroundedPart = Readonly<{ identity: LineIdentity; name: string; vatRate: bigint; sign: 1n | -1n; entries: readonly Entry[] }>;

/** The same with the days it is about. */
export type SegmentPart = UnroundedPart & Readonly<{ segment: Segment }>;

/** The unrounded amount. A credit (sign -1) counts against the customer's debt. */
export const amountOf = ({ entries, sign }: Pick<UnroundedPart, 'entries' | 'sign'>): Exact => {
  let energy = 0n;
  let time = NOTHING;
  for (const entry of entries) {
    if (entry.kind === 'energy') energy += entry.wh * entry.price;
    else time = add(time, ofTime(entry.price, entry.factor, entry.days, entry.daysInMonth));
  }
  const sum = time === NOTHING ? ofEnergy(energy) : add(ofEnergy(energy), time);
  return { numerator: sign * sum.numerator, denominator: sum.denominator };
};

/** Quantity × 1000: watt-hours of energy, thousandths of days of the rest. */
export const quantityOf = (entries: readonly Entry[]): bigint =>
  entries.reduce((sum, entry) => sum + (entry.kind === 'energy' ? entry.wh : BigInt(entry.days) * 1000n), 0n);
