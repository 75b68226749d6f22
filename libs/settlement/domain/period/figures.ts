import { kwhFromWh, textFromScaled } from '#energy';
import { oereText, rateText, unitPriceText } from '../customer/exact-amount.js';
import type { Figures as Calculated, Line } from '../customer/settlement.js';
import type { Figures, SettledLine } from '../events.js';

/** A settlement as it is stored: every figure as decimal text. */
export const figuresOf = ({ lines, vat, quantities, subtotalOere, vatOere, totalOere }: Calculated): Figures => ({
  lines: lines.map(lineOf),
  vat: vat.map(({ rate, baseOere, vatOere: own }) => ({ rate: rateText(rate), baseDkk: oereText(baseOere), vatDkk: oereText(own) })),
  subtotalDkk: oereText(subtotalOere), vatDkk: oereText(vatOere), totalDkk: oereText(totalOere),
  energyKwh: {
    consumption: kwhFromWh(quantities.consumptionWh), billed: kwhFromWh(quantities.billedWh),
    production: kwhFromWh(quantities.productionWh), surplus: kwhFromWh(quantities.surplusWh),
  },
});

const lineOf = ({ id, name, unit, quantity, exact, amountOere }: Line): SettledLine => {
  const unitPriceDkk = unitPriceText(exact, quantity);
  return { id, name, unit, quantity: textFromScaled(quantity, 3), ...(unitPriceDkk !== undefined && { unitPriceDkk }), amountDkk: oereText(amountOere) };
};
