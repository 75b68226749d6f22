import type { ExplainedDocument } from '#billing';
import type { ExplainedSettlement } from '#settlement';
import { clipped, row } from '#platform/published';

type Tree = NonNullable<ExplainedSettlement['tree']>;
type Part = Tree['lines'][number]['parts'][number];
type Interval = Part['intervals'][number];
type Leaves = ExplainedSettlement['leaves'];

/** Why one line of a document has its amount: parts, the intervals that begin at these instants (and the first of each part), their readings and prices, and where each came from. */
export const amountTree = (title: string, { sections, matches }: ExplainedDocument, showAt: readonly string[]): string => sections.flatMap(({ lines, parts }) => [
  ...lines.map(({ name, amountDkk }) => row(`${name} on ${title.charAt(0).toLowerCase()}${title.slice(1)}`, `${amountDkk} DKK`)),
  ...parts.flatMap(({ lines: own, settlement }) => [
    ...own.flatMap(({ settledDkk, saidBeforeDkk }) => (saidBeforeDkk === '0.00' ? [] : [`  settled anew ${settledDkk}, less ${saidBeforeDkk} said before; why ${settledDkk}:`])),
    ...settlementLines(settlement as unknown as ExplainedSettlement | null, showAt),
  ]),
  matches ? 'Computed again from its own readings and prices, the amount is the same.' : 'Computed again, the amount is NOT the same.',
]).join('\n');

const settlementLines = (settlement: ExplainedSettlement | null, showAt: readonly string[]): string[] => {
  const { tree, leaves } = settlement ?? {};
  if (!tree || !leaves) return [];
  return [
    ...tree.lines.flatMap(({ parts }) => parts.flatMap((part) => partLines(part, leaves, tree, showAt))),
    ...wrapped(`Rounding: ${tree.rounding}`),
  ];
};

const partLines = (part: Part, leaves: Leaves, tree: Tree, showAt: readonly string[]): string[] => {
  const shown = part.intervals.filter(({ at }, index) => index === 0 || showAt.includes(at));
  return [
    row(`├─ ${part.from} to ${part.to}: ${part.intervals.length} intervals, together ${part.unroundedDkk}, rounded`, part.roundedDkk),
    ...part.standing.map(({ month, days, daysInMonth, priceDkk, factor }) => clipped(`│  ${month}: ${priceDkk} × ${factor} × ${days}/${daysInMonth} days`)),
    ...shown.flatMap((interval) => intervalLines(interval, leaves, tree)),
    ...(shown.length < part.intervals.length ? [`│  └─ and ${part.intervals.length - shown.length} more intervals`] : []),
  ];
};

const intervalLines = ({ at, lasts, kwh, priceDkkPerKwh, productDkk, readings, prices }: Interval, leaves: Leaves, tree: Tree): string[] => [
  clipped(`│  ├─ ${at} ${lasts}: ${kwh} kWh × ${priceDkkPerKwh} = ${productDkk}`),
  ...readings.flatMap((place) => leafLines('reading', place, leaves, tree)),
  ...prices.flatMap((place) => leafLines('price', place, leaves, tree)),
];

const leafLines = (what: string, place: string, leaves: Leaves, { sources }: Tree): string[] => {
  const [ref, index] = place.split('#') as [string, string?];
  const leaf = leaves[ref];
  const registeredAt = sources[ref]?.registeredAt;
  return [
    clipped(`│  │    ${what.padEnd(7)} ${ref}${index === undefined ? '' : `, value ${index}`}`),
    ...(registeredAt === undefined ? [] : [clipped(`│  │            registered ${registeredAt}, known to us ${leaf?.knownAt ?? ''}`)]),
    ...(leaf ? [clipped(`│  │            ${leaf.message === undefined ? `event ${leaf.event}` : `message ${leaf.message}`}`)] : []),
  ];
};

const WIDTH = 100;

/** Words on lines of at most 100 columns. */
const wrapped = (text: string): string[] => text.split(' ').reduce<string[]>((lines, word) => {
  const last = lines.at(-1);
  return last !== undefined && last.length + 1 + word.length <= WIDTH ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word];
}, []);
