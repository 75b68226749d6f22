import { KWH_DECIMALS, PRICE_DECIMALS, roundHalfUp } from '#energy';
import { groupBy, keyFrom } from './group-by.js';
import type { ChargeType } from './market-input.js';
import type { MeteringPointType, SettlementMethod } from './metering-point.js';
import { NO_QUALITIES, type QualitySet } from './quality.js';

/** What one metering point contributes to a line. Quantity in thousandths of a kWh or of a piece. */
export type ChargeShare = Readonly<{
  gridArea: string;
  supplierId: string;
  code: string;
  chargeType: ChargeType;
  ownerId: string;
  isTax: boolean;
  type: MeteringPointType;
  settlementMethod?: SettlementMethod;
  time: number;
  resolution: 'PT1H' | 'P1D';
  unit: 'kWh' | 'pcs';
  quantity: bigint;
  qualities: QualitySet;
  /** Millionths of a krone; null where there is no price. */
  priceMicro: bigint | null;
}>;

/** What a supplier owes for one charge, type of point, method and hour or day. No price: no amount, but the quantity stays. */
export type ChargeLine = ChargeShare & Readonly<{ amountMicro: bigint | null }>;

/**
 * Shares added up to lines; amount = price x quantity, rounded half up to 6 decimals. Points of different type or method give different lines.
 * Source: DataHub's rules, part 1 §4.4, §4.5 and §5.3.
 */
export const chargeLines = (shares: readonly ChargeShare[]): readonly ChargeLine[] => [...groupBy(shares, lineKey).values()].map((group) => {
  const quantity = group.reduce((sum, share) => sum + share.quantity, 0n);
  const { priceMicro } = group[0]!;
  return {
    ...group[0]!,
    quantity,
    qualities: group.reduce((set, { qualities }) => set | qualities, NO_QUALITIES),
    amountMicro: priceMicro === null ? null : roundHalfUp(quantity * priceMicro, KWH_DECIMALS + PRICE_DECIMALS, PRICE_DECIMALS),
  };
});

const lineKey = (share: ChargeShare): string =>
  keyFrom(share.gridArea, share.supplierId, share.code, share.ownerId, share.chargeType, share.type, share.settlementMethod, share.time);
