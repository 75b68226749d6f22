import { scaledFromText, textFromScaled } from '#energy';

type Interval = Readonly<{ at: string; kwh: string; productDkk: string; rate?: 'full' | 'reduced' }>;

/** More decimals than an energy or a product of energy and price has. */
const DECIMALS = 18;
const ENERGY_DECIMALS = 3;

/** What intervals give together, exactly: in all (each tax rate by itself), or day by day. */
export const energySums = (intervals: readonly Interval[], by: 'parts' | 'days'): string[] => {
  const groups = new Map<string, Interval[]>();
  for (const one of intervals) {
    const key = by === 'days' ? `${one.at.slice(0, 10)} UTC, ` : one.rate ? `${one.rate} rate, ` : '';
    const own = groups.get(key);
    if (own) own.push(one);
    else groups.set(key, [one]);
  }
  return [...groups].map(([label, own]) => {
    const kwh = own.reduce((sum, one) => sum + scaledFromText(one.kwh, ENERGY_DECIMALS), 0n);
    const amount = own.reduce((sum, one) => sum + scaledFromText(one.productDkk, DECIMALS), 0n);
    return `${label}${own.length} intervals: ${textFromScaled(kwh, ENERGY_DECIMALS)} kWh, together ${textFromScaled(amount, DECIMALS).replace(/(\.\d\d\d*?)0*$/, '$1')}`;
  });
};
