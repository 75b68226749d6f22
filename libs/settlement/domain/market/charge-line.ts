import { KWH_DECIMALS, PRICE_DECIMALS, roundHalfUp } from '#energy';
import type { ChargedSpan } from './charged-spans.js';
import { keyFrom } from './group-by.js';
import type { ChargeType } from './market-input.js';
import type { MeteringPointType, SettlementMethod } from './metering-point.js';
import type { QualitySet } from './quality.js';

/** What makes lines of one time different: points of different type or method give different lines. */
export type ChargeIdentity = Readonly<{
  gridArea: string;
  supplierId: string;
  code: string;
  chargeType: ChargeType;
  ownerId: string;
  isTax: boolean;
  type: MeteringPointType;
  settlementMethod?: SettlementMethod;
}>;

/** What one metering point contributes at one time. Quantity in thousandths of a kWh or of a piece; price in millionths of a krone, null where there is none. */
export type ChargeShare = Readonly<{ time: number; quantity: bigint; qualities: QualitySet; priceMicro: bigint | null }>;

/** What a supplier owes for one charge and hour or day. No price: no amount, but the quantity stays. */
export type ChargeLine = ChargeIdentity & ChargeShare & Readonly<{ resolution: 'PT1H' | 'P1D'; unit: 'kWh' | 'pcs'; amountMicro: bigint | null }>;

/**
 * Shares added up to lines; amount = price x quantity, rounded half up to 6 decimals.
 * Source: DataHub's rules, part 1 §4.4, §4.5 and §5.3.
 */
export const chargeLines = (
  spans: readonly ChargedSpan[], sharesOf: (span: ChargedSpan) => readonly ChargeShare[], { resolution, unit }: Readonly<{ resolution: 'PT1H' | 'P1D'; unit: 'kWh' | 'pcs' }>,
): readonly ChargeLine[] => {
  const groups = new Map<string, { identity: ChargeIdentity; sums: Map<number, { -readonly [Field in keyof ChargeShare]: ChargeShare[Field] }> }>();
  for (const span of spans) {
    const identity = identityOf(span);
    const key = keyFrom(identity.gridArea, identity.supplierId, identity.code, identity.ownerId, identity.chargeType, identity.type, identity.settlementMethod);
    const group = groups.get(key) ?? { identity, sums: new Map() };
    groups.set(key, group);
    for (const share of sharesOf(span)) {
      const sum = group.sums.get(share.time);
      if (sum) {
        sum.quantity += share.quantity;
        sum.qualities |= share.qualities;
      } else group.sums.set(share.time, { ...share });
    }
  }
  return [...groups.values()].flatMap(({ identity, sums }) => [...sums.values()].map((sum) => ({ ...identity, ...sum, resolution, unit, amountMicro: amountOf(sum) })));
};

const amountOf = ({ quantity, priceMicro }: ChargeShare): bigint | null =>
  (priceMicro === null ? null : roundHalfUp(quantity * priceMicro, KWH_DECIMALS + PRICE_DECIMALS, PRICE_DECIMALS));

const identityOf = ({ charge, period }: ChargedSpan): ChargeIdentity => ({
  gridArea: period.gridArea, supplierId: period.supplierId, code: charge.code, chargeType: charge.type, ownerId: charge.ownerId, isTax: charge.isTax,
  type: period.type, settlementMethod: period.settlementMethod,
});
