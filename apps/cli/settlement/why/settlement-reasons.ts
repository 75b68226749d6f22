import { clipped, row, wrapped } from '#platform/published';
import type { ExplainedSettlement } from '#settlement';
import { energySums } from './energy-sums.js';

type Tree = NonNullable<ExplainedSettlement['tree']>;
type Part = Tree['lines'][number]['parts'][number];
type Interval = Part['intervals'][number];

/** How far down: sums of each part, sums of its days, its first few intervals, or every one. */
export const DETAILS = ['parts', 'days', 'few', 'intervals'] as const;
export type Detail = (typeof DETAILS)[number];

/** So many intervals of a part, and so many sources, are shown before it is only said how many more there are. */
const FEW = 3;
const FEW_SOURCES = 12;

/**
 * Why a settlement says what it says, in at most 100 columns: amount, line, part with its rounding, intervals with reading and price by a short name (R1, P2), and
 * below them each version with the event and the message it came in; then whether it gives the stated amounts again. Shared by settlements and invoices.
 */
export const settlementReasons = ({ tree, remark, leaves, stated, matches }: ExplainedSettlement, detail: Detail): string[] => {
  if (!tree) return wrapped(remark ?? 'Nothing can be computed again.', '');
  const names = new ShortNames();
  return [
    ...wrapped(`Rules ${tree.rulesVersion}. ${tree.rounding}`, ''),
    row('Total', `${tree.totalDkk} DKK`),
    ...tree.lines.flatMap((line) => [row(`├─ ${line.name} [${line.id}]`, line.amountDkk), ...line.parts.flatMap((part) => partLines(part, detail, names))]),
    ...tree.vat.map(({ rate, baseDkk, vatDkk }, at) => row(`${at === tree.vat.length - 1 ? '└─' : '├─'} VAT ${rate} of ${baseDkk}`, vatDkk)),
    ...sourceLines(tree, leaves, names, detail),
    ...(matches ? [`Computed again from these: the same, ${stated.totalDkk} DKK.`] : wrapped(`Computed again: NOT the same as stated (${stated.totalDkk} DKK). ${remark ?? ''}`.trimEnd(), '')),
  ];
};

const partLines = (part: Part, detail: Detail, names: ShortNames): string[] => [
  row(`│  ├─ ${part.from} to ${part.to}: ${part.credit ? 'credit ' : ''}${part.unroundedDkk} rounded`, part.roundedDkk),
  ...part.standing.map(({ month, days, daysInMonth, priceDkk, factor, prices }) => clipped(`│  │  ${month}: ${priceDkk} × ${factor} × ${days}${daysInMonth === 1 ? '' : `/${daysInMonth}`} days  ${names.of(prices)}`)),
  ...(part.intervals.length === 0 ? [] : intervalLines(part.intervals, detail, names)),
];

const intervalLines = (intervals: readonly Interval[], detail: Detail, names: ShortNames): string[] => {
  if (detail === 'parts' || detail === 'days') return energySums(intervals, detail).map((sum) => clipped(`│  │  ${sum}`));
  const shown = detail === 'few' ? intervals.slice(0, FEW) : intervals;
  const more = intervals.length - shown.length;
  return [
    ...energySums(intervals, 'parts').map((sum) => clipped(`│  │  ${sum}`)),
    ...shown.flatMap(({ at, lasts, kwh, priceDkkPerKwh, productDkk, rate, netOf, readings, prices }) => [
      clipped(`│  │  ${at} ${lasts} ${kwh} kWh × ${priceDkkPerKwh} = ${productDkk}${rate ? ` (${rate})` : ''}  ${names.of(readings)}`),
      ...(prices.length === 0 ? [] : [clipped(`│  │    price: ${names.of(prices)}`)]),
      ...(netOf ? [clipped(`│  │    net of ${netOf.consumptionKwh} kWh used and ${netOf.productionKwh} kWh produced`)] : []),
    ]),
    ...(more > 0 ? [`│  │  … and ${more} more: --all`] : []),
  ];
};

/** Those that were named above, else the first; what they are, and where they can be fetched. */
const sourceLines = ({ sources, lines }: Tree, leaves: ExplainedSettlement['leaves'], names: ShortNames, detail: Detail): string[] => {
  for (const line of lines) if (detail === 'parts' || detail === 'days') for (const { intervals: [first] } of line.parts) if (first) names.of([...first.prices, ...first.readings]);
  const all = Object.keys(leaves);
  const shown = detail === 'intervals' ? names.all() : names.all().slice(0, FEW_SOURCES);
  const more = new Set([...all, ...names.all().map(([ref]) => ref)]).size - shown.length;
  return ['Sources', ...shown.flatMap(([ref, name]) => {
    const [source, leaf] = [sources[ref], leaves[ref]];
    const said = [source?.version === undefined ? '' : `version ${source.version}`, source?.registeredAt === undefined ? '' : `registered ${source.registeredAt}`, leaf ? `known ${leaf.knownAt}` : ''].filter((one) => one !== '').join(', ');
    return [clipped(`  ${name} ${ref}`), ...(said === '' ? [] : wrapped(said, '     ')), ...(leaf ? wrapped(leaf.message ?? leaf.event, '     ') : [])];
  }), ...(more > 0 ? [`  … and ${more} more: ${detail === 'intervals' ? '--json' : '--all'}`] : [])];
};

/** A number after # is the place in a series. */
const PLACE = /#(\d+)$/;

/** Names that fit into a line, in order of appearance: `R1#41` is the 41st value of the first series of readings, P of prices. */
class ShortNames {
  private readonly known = new Map<string, string>();
  private readonly counts = { R: 0, P: 0 };

  of(places: readonly string[]): string {
    return places.map((place) => {
      const ref = place.replace(PLACE, '');
      const kind = ref.startsWith('readings/') ? 'R' : 'P';
      const name = this.known.get(ref) ?? `${kind}${++this.counts[kind]}`;
      this.known.set(ref, name);
      return `${name}${PLACE.exec(place)?.[0] ?? ''}`;
    }).join(' ');
  }

  all(): readonly (readonly [ref: string, name: string])[] {
    return [...this.known];
  }
}
