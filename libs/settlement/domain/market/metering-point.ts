import type { FixedResolution } from '#energy';

/** The market's code of each metering point type and the word it has in DataHub's results. Source: DataHub's documents, codes of metering point types. */
export const METERING_POINT_TYPES = {
  E17: 'consumption', E18: 'production', E20: 'exchange',
  D01: 've_production', D02: 'analysis', D03: 'not_used', D04: 'surplus_production_group_6', D05: 'net_production', D06: 'supply_to_grid',
  D07: 'consumption_from_grid', D08: 'wholesale_services_information', D09: 'own_production', D10: 'net_from_grid', D11: 'net_to_grid',
  D12: 'total_consumption', D13: 'net_loss_correction', D14: 'electrical_heating', D15: 'net_consumption', D17: 'other_consumption',
  D18: 'other_production', D19: 'capacity_settlement', D20: 'exchange_reactive_energy', D21: 'collective_net_production',
  D22: 'collective_net_consumption', D99: 'internal_use',
} as const;

/** Everything but consumption, production and exchange is a child: it has a parent and follows the parent's supplier. */
export type MeteringPointType = (typeof METERING_POINT_TYPES)[keyof typeof METERING_POINT_TYPES];

/** The market's code of each settlement method and its word. */
export const SETTLEMENT_METHODS = { D01: 'flex', E02: 'non_profiled' } as const;
export type SettlementMethod = (typeof SETTLEMENT_METHODS)[keyof typeof SETTLEMENT_METHODS];

/** What a metering point was from one instant to another (epoch milliseconds, half-open; no `to` = open). A change of anything begins a new period. */
export type MeteringPointPeriod = Readonly<{
  meteringPointId: string;
  type: MeteringPointType;
  settlementMethod?: SettlementMethod;
  gridArea: string;
  resolution: FixedResolution;
  /** Exchange only: energy counted positive flows from here … */
  fromGridArea?: string;
  /** … to here. */
  toGridArea?: string;
  parentId?: string;
  supplierId?: string;
  balanceResponsibleId?: string;
  from: number;
  to?: number;
}>;

/** A period after selection: cut to the calculation period, so that its end is known. */
export type ActivePeriod = Omit<MeteringPointPeriod, 'to'> & Readonly<{ to: number }>;

export const isChild = (type: MeteringPointType): boolean => type !== 'consumption' && type !== 'production' && type !== 'exchange';
