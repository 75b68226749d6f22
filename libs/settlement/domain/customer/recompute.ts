import { KWH_DECIMALS, scaledFromText } from '#energy';
import { add, type Exact, NOTHING, ofEnergy, ofTime, oereText, PRICE_SCALE, toOere, vatOf } from './exact-amount.js';
import type { ExplainedPart, Explanation } from './explanation.js';

/** What the tree's leaves add up to. */
export type Recomputed = Readonly<{
  lines: readonly Readonly<{ id: string; amountDkk: string }>[];
  subtotalDkk: string; vatDkk: string; totalDkk: string;
}>;

/**
 * The amounts again, from the kWh, prices and days of the tree alone; sums it states are not looked at.
 * @throws InvalidValue where a text of the tree is no number
 */
export const recompute = (tree: Pick<Explanation, 'lines'>): Recomputed => {
  const bases = new Map<bigint, bigint>();
  const lines = tree.lines.map(({ id, parts }) => {
    let amount = 0n;
    for (const part of parts) {
      const rounded = toOere(sumOf(part));
      const rate = scaledFromText(part.vatRate, PRICE_SCALE);
      bases.set(rate, (bases.get(rate) ?? 0n) + rounded);
      amount += rounded;
    }
    return { id, amount };
  });
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0n);
  const vat = [...bases].reduce((sum, [rate, base]) => sum + vatOf(base, rate), 0n);
  return {
    lines: lines.map(({ id, amount }) => ({ id, amountDkk: oereText(amount) })),
    subtotalDkk: oereText(subtotal), vatDkk: oereText(vat), totalDkk: oereText(subtotal + vat),
  };
};

const sumOf = ({ intervals, standing, credit }: ExplainedPart): Exact => {
  let energy = 0n;
  for (const { kwh, priceDkkPerKwh } of intervals) energy += scaledFromText(kwh, KWH_DECIMALS) * scaledFromText(priceDkkPerKwh, PRICE_SCALE);
  const sum = standing.reduce((total, { priceDkk, factor, days, daysInMonth }) => add(total, ofTime(scaledFromText(priceDkk, PRICE_SCALE), scaledFromText(factor, 0), days, daysInMonth)), add(NOTHING, ofEnergy(energy)));
  return credit ? { numerator: -sum.numerator, denominator: sum.denominator } : sum;
};

/** Places where the tree states another amount than its leaves give. Empty for every tree we hand out. */
export const disagreements = (tree: Explanation): readonly Readonly<{ what: string; stated: string; recomputed: string }>[] => {
  const again = recompute(tree);
  return [
    ...tree.lines.map(({ id, amountDkk }, at) => ({ what: id, stated: amountDkk, recomputed: again.lines[at]!.amountDkk })),
    { what: 'subtotal', stated: tree.subtotalDkk, recomputed: again.subtotalDkk },
    { what: 'vat', stated: tree.vatDkk, recomputed: again.vatDkk },
    { what: 'total', stated: tree.totalDkk, recomputed: again.totalDkk },
  ].filter(({ stated, recomputed }) => stated !== recomputed);
};
