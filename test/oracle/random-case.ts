import { Chance } from './chance.js';
import type { Document, Span, Values } from './document.js';
import { type Frame, dayInside, randomCharges, randomProducts, randomReduction, randomSpot } from './random-prices.js';
import { dayAfter, daysOf, lengthOfMonth, WallClock } from './wall-clock.js';

const HOUR = 3_600_000;
const QUARTER = 900_000;

/** A random point-month: everything the door can be asked for, in a period of mostly one month, clock changes more often than chance would have it. */
export const randomCase = (seed: number): Document => {
  const chance = new Chance(seed);
  const zone = chance.one(['Europe/Copenhagen', 'Europe/Copenhagen', 'Europe/Copenhagen', 'Europe/Copenhagen', 'UTC', 'America/New_York']);
  const clock = WallClock.in(zone);
  const { from, to } = randomPeriod(chance);
  const frame: Frame = { chance, clock, from, to, begin: clock.midnight(from), end: clock.midnight(to) };
  const energy = randomEnergy(chance);
  const { products, contracts } = randomProducts(frame);
  const { charges, links } = randomCharges(frame);
  const solar = chance.percent(30);
  const vatChange = chance.percent(5) ? dayInside(frame) : undefined;
  return {
    strictIds: false, zone, point: { gsrn: '571313100000012345', priceArea: 'DK1' }, period: { from, to }, supply: randomSupply(frame),
    readings: randomReadings(frame, energy), spot: randomSpot(frame), products, contracts, charges, links,
    ...(solar ? { exportReadings: randomReadings(frame, chance.percent(50) ? energy : randomEnergy(chance)), ...(chance.percent(20) ? { exportCoupled: [{ from: dayInside(frame) }] } : {}) } : {}),
    requiredCategories: ['grid', 'system', 'transmission', 'electricityTax'],
    ...(chance.percent(30) ? { electricityTaxReduction: randomReduction(frame, energy) } : {}),
    vat: [{ from: '2000-01-01', rate: chance.one(['0.25', '0.25', '0.25', '0', '0.2']) }, ...(vatChange ? [{ from: vatChange, rate: '0.3' }] : [])],
  };
};

/** The document as text; in some cases numbers are bare JSON numbers, which must be read as exactly as text. */
export const documentText = (document: Document, seed: number): string => {
  const text = JSON.stringify(document);
  return seed % 3 === 0 ? text.replace(/"(-?\d+\.\d+)"/g, '$1') : text;
};

const randomPeriod = (chance: Chance): { from: string; to: string } => {
  const year = chance.between(2023, 2028);
  const month = chance.percent(40) ? chance.one([3, 10]) : chance.between(1, 12);
  const first = `${year}-${String(month).padStart(2, '0')}-01`;
  const length = lengthOfMonth(first);
  if (chance.percent(70)) return { from: first, to: dayAfter(first, length) };
  const start = dayAfter(first, chance.below(length));
  return { from: start, to: dayAfter(start, chance.one([1, 2, 7, 14, 31, 45])) };
};

const randomSupply = (frame: Frame): Span[] => {
  const { chance, from, to } = frame;
  const [day, other] = [dayInside(frame), dayInside(frame)].sort() as [string, string];
  switch (chance.below(12)) {
    case 0: return [{ from: day }];
    case 1: return day > from ? [{ from: '2020-01-01', to: day }] : [{ from: '2020-01-01' }];
    case 2: return day > from && day < other ? [{ from: '2020-01-01', to: day }, { from: other }] : [{ from: '2020-01-01', to }];
    default: return [{ from: '2020-01-01' }];
  }
};

/** Tiny, common and huge meters; some stand still half of the time. */
const randomEnergy = (chance: Chance): (() => string) => {
  const size = chance.one(['tiny', 'usual', 'usual', 'usual', 'huge']);
  const idle = chance.one([0, 0, 50, 95]);
  return () => {
    if (chance.percent(idle)) return '0';
    if (size === 'tiny') return `0.00${chance.below(4)}`;
    return size === 'usual' ? chance.decimal(6, chance.between(0, 3)) : `${chance.between(1, 900_000)}${chance.decimal(1000, 3).padStart(8, '0')}`;
  };
};

const randomReadings = ({ chance, clock, from, to, begin, end }: Frame, energy: () => string): Values[] => {
  const series = (start: number, stop: number, resolution: 'PT15M' | 'PT1H', registeredAt: string, version?: string): Values => ({
    resolution, from: new Date(start).toISOString(), registeredAt, ...(version ? { version } : {}),
    values: Array.from({ length: (stop - start) / (resolution === 'PT1H' ? HOUR : QUARTER) }, energy),
  });
  const resolution = chance.one(['PT15M', 'PT1H', 'PT1H'] as const);
  const days = daysOf(from, to);
  const change = chance.percent(15) ? clock.midnight(days[chance.below(days.length)]!) : end;
  const other = resolution === 'PT1H' ? 'PT15M' : 'PT1H';
  const all = [series(begin, change, resolution, '2029-01-01T00:00:00Z'), series(change, end, other, '2029-01-01T00:00:00Z')].filter(({ values }) => values.length > 0);
  for (let corrections = chance.one([0, 0, 0, 1, 3]); corrections > 0; corrections--) {
    const day = days[chance.below(days.length)]!;
    const [start, stop] = [clock.midnight(day), clock.midnight(dayAfter(day))];
    const correction = series(start, stop, start < change ? resolution : other, chance.one(['2029-02-01T00:00:00Z', '2029-02-01T00:00:00Z', '2029-03-01T00:00:00Z']), String(chance.between(1, 12)));
    if (chance.percent(50)) all.push(correction);
    else all.unshift(correction);
  }
  return all;
};
