import { formatInstant, kwhFromWh, type LocalMonth, QUARTERS_PER_HOUR, textFromScaled } from '#energy';
import { AMOUNT_SCALE, exactText, oereText, priceText, rateText } from './exact-amount.js';
import type { Entry } from './line.js';
import { placeText } from './place.js';
import type { Line, LinePart, Settlement } from './settlement.js';
import type { Provenance, SettlementInput } from './settlement-input.js';

/** kWh × price of one interval; `netOf` says what the two meters of a solar point read. `readings` and `prices` name values of the input; their versions stand under `sources`. */
export type ExplainedEnergy = Readonly<{ at: string; lasts: 'PT15M' | 'PT1H'; kwh: string; priceDkkPerKwh: string; productDkk: string; netOf?: Readonly<{ consumptionKwh: string; productionKwh: string }>; rate?: 'full' | 'reduced'; readings: readonly string[]; prices: readonly string[] }>;

/** price × factor × days / daysInMonth. `daysInMonth` is 1 for prices per day and for fees. */
export type ExplainedTime = Readonly<{ month: LocalMonth; days: number; daysInMonth: number; priceDkk: string; factor: string; prices: readonly string[] }>;

export type ExplainedPart = Readonly<{
  from: string; to: string; vatRate: string;
  /** The sum counts against the customer's debt. */
  credit: boolean;
  intervals: readonly ExplainedEnergy[]; standing: readonly ExplainedTime[];
  unroundedDkk: string; roundedDkk: string;
}>;

export type ExplainedLine = Readonly<{ id: string; name: string; parts: readonly ExplainedPart[]; amountDkk: string }>;

/** Which version of a series or price was used. */
export type Source = Readonly<{ version?: string; registeredAt?: string; source?: string }>;

/**
 * Why an amount is what it is: amount → line → part → interval → reading and price with their versions, and where it was rounded.
 * It is plain text data that stands alone: `recompute` gets the same amounts from it and nothing else.
 */
export type Explanation = Readonly<{
  rulesVersion: string; gsrn: string; zone: string; from: string; to: string;
  rounding: string;
  lines: readonly ExplainedLine[];
  vat: readonly Readonly<{ rate: string; baseDkk: string; vatDkk: string }>[];
  subtotalDkk: string; vatDkk: string; totalDkk: string;
  sources: Readonly<Record<string, Source>>;
}>;

const ROUNDING = 'Each part of a line is summed unrounded and rounded once to 0.01 DKK, ties to even; VAT once per rate on the sum of rounded lines.';

export const explain = (settlement: Settlement, input: SettlementInput): Explanation => ({
  rulesVersion: settlement.rulesVersion, gsrn: settlement.gsrn, zone: settlement.zone, from: settlement.period.from, to: settlement.period.to,
  rounding: ROUNDING,
  lines: settlement.lines.map(explainedLine),
  vat: settlement.vat.map(({ rate, baseOere, vatOere }) => ({ rate: rateText(rate), baseDkk: oereText(baseOere), vatDkk: oereText(vatOere) })),
  subtotalDkk: oereText(settlement.subtotalOere), vatDkk: oereText(settlement.vatOere), totalDkk: oereText(settlement.totalOere),
  sources: sourcesOf(settlement, input),
});

const explainedLine = ({ id, name, parts, amountOere }: Line): ExplainedLine => ({ id, name, parts: parts.map(explainedPart), amountDkk: oereText(amountOere) });

const explainedPart = ({ from, to, vatRate, sign, entries, exact, amountOere }: LinePart): ExplainedPart => ({
  from, to, vatRate: rateText(vatRate), credit: sign < 0n,
  intervals: entries.flatMap((entry) => explainedEnergy(entry)),
  standing: entries.flatMap((entry) => explainedTime(entry)),
  unroundedDkk: exactText(exact), roundedDkk: oereText(amountOere),
});

const explainedEnergy = (entry: Entry): readonly ExplainedEnergy[] => (entry.kind !== 'energy' ? [] : [{
  at: formatInstant(entry.from), lasts: entry.quarters === QUARTERS_PER_HOUR ? 'PT1H' : 'PT15M',
  kwh: kwhFromWh(entry.wh), priceDkkPerKwh: priceText(entry.price), productDkk: productText(entry.wh * entry.price),
  ...(entry.netOf ? { netOf: { consumptionKwh: kwhFromWh(entry.netOf.consumptionWh), productionKwh: kwhFromWh(entry.netOf.productionWh) } } : {}),
  ...(entry.rate ? { rate: entry.rate } : {}), readings: entry.readings.map(placeText), prices: entry.prices.map(placeText),
}]);

const explainedTime = (entry: Entry): readonly ExplainedTime[] => (entry.kind !== 'time' ? [] : [{
  month: entry.month, days: entry.days, daysInMonth: entry.daysInMonth, priceDkk: priceText(entry.price), factor: entry.factor.toString(), prices: entry.prices.map(placeText),
}]);

/** All its decimals, at least two. */
const productText = (amount: bigint): string => textFromScaled(amount, AMOUNT_SCALE).replace(/(\.\d\d\d*?)0*$/, '$1');

/** Versions of everything the lines refer to, by place in the input. */
export const sourcesOf = ({ lines }: Pick<Settlement, 'lines'>, input: SettlementInput): Readonly<Record<string, Source>> => {
  const used = new Set(lines.flatMap(({ readings, prices }) => [...readings, ...prices]));
  const all: readonly Provenance[] = [
    ...input.readings, ...(input.exportReadings ?? []), ...input.spot, ...input.products.flatMap(({ prices }) => prices),
    ...input.charges.flatMap(({ dated, points }) => [...dated, ...points]), ...(input.reduction?.prices ?? []),
  ];
  return Object.fromEntries(all.filter(({ ref }) => used.has(ref)).map(({ ref, version, registeredAt, source }) => [ref, {
    ...(version === undefined ? {} : { version }),
    ...(registeredAt === undefined ? {} : { registeredAt: formatInstant(registeredAt) }),
    ...(source === undefined ? {} : { source }),
  }]));
};
