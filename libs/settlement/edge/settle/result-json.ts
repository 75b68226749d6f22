import { kwhFromWh, textFromScaled } from '#energy';
import type { AcontoStatement } from '../../domain/customer/aconto.js';
import type { Change } from '../../domain/customer/change.js';
import type { Correction } from '../../domain/customer/correction.js';
import { type Exact, exactText, oereText, rateText, unitPriceText } from '../../domain/customer/exact-amount.js';
import type { Source } from '../../domain/customer/explanation.js';
import type { Line, Settlement } from '../../domain/customer/settlement.js';

export type LineJson = Readonly<{
  id: string; source: string; name: string;
  unit: 'kWh' | 'day'; quantity: string;
  /** Unrounded amount / quantity, 6 decimals, for display; absent without quantity. */
  unitPriceDkk?: string;
  unroundedDkk: string; amountDkk: string;
  parts: readonly Readonly<{ from: string; to: string; vatRate: string; quantity: string; unroundedDkk: string; amountDkk: string }>[];
  /** Places of the input this line rests on. */
  readings: readonly string[]; prices: readonly string[];
}>;

export type SettlementJson = Readonly<{
  rulesVersion: string; gsrn: string; zone: string; from: string; to: string;
  segments: readonly Readonly<{ from: string; to: string }>[];
  lines: readonly LineJson[];
  vat: readonly Readonly<{ rate: string; baseDkk: string; vatDkk: string }>[];
  subtotalDkk: string; vatDkk: string; totalDkk: string;
  consumptionKwh: string; billedKwh: string; productionKwh: string; surplusKwh: string;
  /** Electrical heating: how far each limit was used when the settled days ended. */
  electricityTaxLimits: readonly Readonly<{ from: string; to: string; limitKwh: string; usedKwh: string }>[];
  /** Version, registration and message of every place that the lines rest on. */
  sources: Readonly<Record<string, Source>>;
  inputsDigest: string;
}>;

export type CorrectionJson = Readonly<{
  corrects: readonly string[];
  lines: readonly Readonly<{ id: string; name: string; quantity: string; billedDkk: string; settledDkk: string; amountDkk: string; unitPriceDkk?: string }>[];
  subtotalDkk: string; vatDkk: string; totalDkk: string;
}>;

export type ChangeJson = Readonly<{
  lines: readonly Readonly<{ id: string; name: string; quantity: string; unroundedDkk: string; amountDkk: string; vatRate: string }>[];
  deltaKwh: string; ignoredChanges: number;
  subtotalDkk: string; vatDkk: string; totalDkk: string;
}>;

export type AcontoJson = Readonly<{ actualDkk: string; paidDkk: string; differenceDkk: string; nextDkk: string; dueDkk: string }>;

const totals = ({ subtotalOere, vatOere, totalOere }: Readonly<{ subtotalOere: bigint; vatOere: bigint; totalOere: bigint }>) =>
  ({ subtotalDkk: oereText(subtotalOere), vatDkk: oereText(vatOere), totalDkk: oereText(totalOere) });

export const settlementJson = (settlement: Settlement, sources: Readonly<Record<string, Source>>): SettlementJson => ({
  rulesVersion: settlement.rulesVersion, gsrn: settlement.gsrn, zone: settlement.zone, from: settlement.period.from, to: settlement.period.to,
  segments: settlement.segments,
  lines: settlement.lines.map(lineJson),
  vat: settlement.vat.map(({ rate, baseOere, vatOere }) => ({ rate: rateText(rate), baseDkk: oereText(baseOere), vatDkk: oereText(vatOere) })),
  ...totals(settlement),
  consumptionKwh: kwhFromWh(settlement.quantities.consumptionWh), billedKwh: kwhFromWh(settlement.quantities.billedWh),
  productionKwh: kwhFromWh(settlement.quantities.productionWh), surplusKwh: kwhFromWh(settlement.quantities.surplusWh),
  electricityTaxLimits: settlement.limitUses.map(({ from, to, limitWh, usedWh }) => ({ from, to, limitKwh: kwhFromWh(limitWh), usedKwh: kwhFromWh(usedWh) })),
  sources, inputsDigest: settlement.inputsDigest,
});

const lineJson = (line: Line): LineJson => ({
  id: line.id, source: line.identity.source, name: line.name, unit: line.unit, quantity: quantityText(line.unit, line.quantity),
  ...unitPrice(line.exact, line.quantity), unroundedDkk: exactText(line.exact), amountDkk: oereText(line.amountOere),
  parts: line.parts.map(({ from, to, vatRate, quantity, exact, amountOere }) => ({
    from, to, vatRate: rateText(vatRate), quantity: quantityText(line.unit, quantity), unroundedDkk: exactText(exact), amountDkk: oereText(amountOere),
  })),
  readings: line.readings, prices: line.prices,
});

const unitPrice = (exact: Exact, quantity: bigint): { unitPriceDkk?: string } => {
  const text = unitPriceText(exact, quantity);
  return text === undefined ? {} : { unitPriceDkk: text };
};

const quantityText = (unit: 'kWh' | 'day', quantity: bigint): string => (unit === 'kWh' ? kwhFromWh(quantity) : textFromScaled(quantity / 1000n, 0));

export const correctionJson = (correction: Correction): CorrectionJson => ({
  corrects: correction.corrects,
  lines: correction.lines.map(({ id, name, quantity, billedOere, settledOere, amountOere }) => ({
    id, name, quantity: textFromScaled(quantity, 3), billedDkk: oereText(billedOere), settledDkk: oereText(settledOere), amountDkk: oereText(amountOere),
    ...unitPrice({ numerator: amountOere, denominator: 100n }, quantity),
  })),
  ...totals(correction),
});

export const changeJson = (change: Change): ChangeJson => ({
  lines: change.lines.map(({ id, name, quantity, exact, amountOere, vatRate }) => ({
    id, name, quantity: textFromScaled(quantity, 3), unroundedDkk: exactText(exact), amountDkk: oereText(amountOere), vatRate: rateText(vatRate),
  })),
  deltaKwh: kwhFromWh(change.deltaWh), ignoredChanges: change.ignored, ...totals(change),
});

export const acontoJson = ({ actualOere, paidOere, differenceOere, nextOere, dueOere }: AcontoStatement): AcontoJson => ({
  actualDkk: oereText(actualOere), paidDkk: oereText(paidOere), differenceDkk: oereText(differenceOere), nextDkk: oereText(nextOere), dueDkk: oereText(dueOere),
});
