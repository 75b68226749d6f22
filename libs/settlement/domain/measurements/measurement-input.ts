import type { LocalDate } from '#energy';
import type { MeteringPointType } from '../market/metering-point.js';
import type { Fine } from '../market/quantity.js';

/** What a day's value is: provisional while the settlement year is open, or settled. */
export type SettlementType = 'up_to_end_of_period' | 'end_of_period';

/** A consumption point as one customer had it. Local days, half-open; no `to` = still so. */
export type ConsumptionPeriod = Readonly<{
  meteringPointId: string;
  from: LocalDate;
  to?: LocalDate;
  /** The month (1 to 12) in which its settlement year begins. */
  settlementMonth: number;
  netSettlementGroup?: number;
  hasElectricalHeating?: boolean;
  /** The customer moved in with this period, so there is no consumption of theirs before it. */
  moveIn?: boolean;
}>;

/** A child and the days on which it is coupled to its parent; no `uncoupled` = still. */
export type ChildPoint = Readonly<{ meteringPointId: string; type: MeteringPointType; parentId: string; coupled: LocalDate; uncoupled?: LocalDate }>;

/** A known quantity; missing ones are left out before, never counted as zero. `time` is epoch milliseconds. */
export type Measurement = Readonly<{ time: number; quantity: Fine }>;
export type Measurements = ReadonlyMap<string, readonly Measurement[]>;

/** A day's value that was sent before. */
export type SentDay = Readonly<{ wh: bigint; settlementType?: string }>;
/** The latest of them by point and local day. */
export type SentBefore = ReadonlyMap<string, ReadonlyMap<LocalDate, SentDay>>;

/** A day's calculated value. */
export type CalculatedDay = Readonly<{ meteringPointId: string; date: LocalDate; wh: bigint; settlementType?: SettlementType }>;
