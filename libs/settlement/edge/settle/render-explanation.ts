import { Decimal } from 'decimal.js';
import { clipped, row, wrapped } from '#platform/published';
import type { ExplainedEnergy, ExplainedLine, ExplainedPart, Explanation, Source } from '../../domain/customer/explanation.js';

/** How far down: lines and their parts, days, or every single interval with its readings and prices. */
export type ExplanationDetail = 'parts' | 'days' | 'intervals';

/** The tree as text of at most 100 columns: amount → line → part → interval → reading and price, with each rounding. */
export const renderExplanation = (tree: Explanation, detail: ExplanationDetail = 'parts'): string => [
  `Point ${tree.gsrn}, ${tree.from} to ${tree.to} (${tree.zone}), rules ${tree.rulesVersion}`,
  ...wrapped(tree.rounding, ''),
  '',
  row('Total', `${tree.totalDkk} DKK`),
  row('├─ Subtotal', tree.subtotalDkk),
  ...tree.lines.flatMap((line) => renderLine(line, detail)),
  ...tree.vat.map(({ rate, baseDkk, vatDkk }, at) => row(`${at === tree.vat.length - 1 ? '└─' : '├─'} VAT ${rate} of ${baseDkk}`, vatDkk)),
  '',
  'Sources',
  ...Object.entries(tree.sources).flatMap(([ref, source]) => wrapped(`${ref}: ${sourceText(source)}`, '  ')),
].join('\n');

const renderLine = ({ id, name, parts, amountDkk }: ExplainedLine, detail: ExplanationDetail): readonly string[] => [
  row(`│  ├─ ${name} [${id}]`, amountDkk),
  ...parts.flatMap((part) => renderPart(part, detail)),
];

const renderPart = (part: ExplainedPart, detail: ExplanationDetail): readonly string[] => [
  row(`│  │  ├─ ${part.from} to ${part.to}: ${part.credit ? 'credit ' : ''}${part.unroundedDkk} rounded`, part.roundedDkk),
  ...part.standing.map(({ month, days, daysInMonth, priceDkk, factor, prices }) =>
    clipped(`│  │  │  ${month}: ${priceDkk} × ${factor} × ${days}${daysInMonth === 1 ? '' : `/${daysInMonth}`} days  ${prices.join(' ')}`)),
  ...(part.intervals.length === 0 ? [] : intervalRows(part.intervals, detail)),
];

const intervalRows = (intervals: readonly ExplainedEnergy[], detail: ExplanationDetail): readonly string[] => {
  switch (detail) {
    case 'parts': return byRate(intervals).map(([rate, own]) => summary(`${rate}${own.length} intervals`, own));
    case 'days': return byDay(intervals).map(([day, own]) => summary(`${day} UTC, ${own.length} intervals`, own));
    case 'intervals': return intervals.flatMap((one) => [
      clipped(`│  │  │  ${one.at} ${one.lasts} ${one.kwh} kWh × ${one.priceDkkPerKwh} = ${one.productDkk}${one.rate ? ` (${one.rate})` : ''}`),
      ...(one.netOf ? [clipped(`│  │  │    net of ${one.netOf.consumptionKwh} kWh used and ${one.netOf.productionKwh} kWh produced`)] : []),
      ...wrapped([...one.readings, ...one.prices].join(' '), '│  │  │    '),
    ]);
  }
};

const summary = (label: string, intervals: readonly ExplainedEnergy[]): string => {
  const [kwh, amount] = [total(intervals, 'kwh'), total(intervals, 'productDkk')];
  return clipped(`│  │  │  ${label}: ${kwh.toFixed(3)} kWh, together ${amount.toFixed()}`);
};

const total = (intervals: readonly ExplainedEnergy[], key: 'kwh' | 'productDkk'): Decimal => intervals.reduce((sum, one) => Precise.add(sum, one[key]), new Precise(0));

/** Sums for display must not lose digits of huge meters. */
const Precise = Decimal.clone({ precision: 60 });

const byRate = (intervals: readonly ExplainedEnergy[]): readonly (readonly [string, readonly ExplainedEnergy[]])[] =>
  grouped(intervals, ({ rate }) => (rate ? `${rate} rate, ` : ''));

const byDay = (intervals: readonly ExplainedEnergy[]): readonly (readonly [string, readonly ExplainedEnergy[]])[] => grouped(intervals, ({ at }) => at.slice(0, 10));

const grouped = (intervals: readonly ExplainedEnergy[], keyOf: (interval: ExplainedEnergy) => string): readonly (readonly [string, readonly ExplainedEnergy[]])[] => {
  const groups = new Map<string, ExplainedEnergy[]>();
  for (const interval of intervals) {
    const own = groups.get(keyOf(interval));
    if (own) own.push(interval);
    else groups.set(keyOf(interval), [interval]);
  }
  return [...groups];
};

const sourceText = ({ version, registeredAt, source }: Source): string =>
  [version === undefined ? 'no version' : `version ${version}`, registeredAt === undefined ? '' : `registered ${registeredAt}`, source ?? ''].filter((part) => part !== '').join(', ');
