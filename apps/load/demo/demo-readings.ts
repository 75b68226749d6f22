import { type Rsm012, type Rsm012Series, toRsm012 } from '#datahub/published';
import { calendarOf, formatInstant, HOUR_MS } from '#energy';
import { derivedId } from '#kernel';
import { randomOf } from '../even-chance.js';
import type { GeneratedDocument } from '../generated-documents.js';
import { DEMO_MONTH, DEMO_ZONE, type DemoKind, type DemoPoint, LONG_DAY } from './demo-points.js';

const DATAHUB = '5790001330552';
const SUPPLIER = '5799999000010';
/** DataHub tells of these days together; the point that the demo shows gets the day with 25 hours by itself. */
const STRETCHES = ['2025-10-01', '2025-10-13', '2025-10-26', '2025-10-27', DEMO_MONTH.to] as const;
const REGISTERED_AFTER_MS = 27 * HOUR_MS;

type Days = Readonly<{ from: string; to: string }>;
type Told = Readonly<{ gsrn: string; type: string; resolution: 'PT15M' | 'PT1H'; days: Days; registeredAfterMs: number; wh: readonly (number | null)[] }>;

/** All readings as they come first. On the day with 25 hours the point that is shown lacks an hour. */
export function* demoReadings(points: readonly DemoPoint[], shown: DemoPoint): Generator<GeneratedDocument> {
  for (const point of points) {
    for (const days of stretches()) {
      yield document({ gsrn: point.gsrn, type: 'E17', resolution: point.resolution, days, registeredAfterMs: REGISTERED_AFTER_MS, wh: point === shown && days.from === LONG_DAY.from ? withGap(used(point, days)) : used(point, days) });
      if (point.child) yield document({ gsrn: point.child.gsrn, type: point.child.type, resolution: point.resolution, days, registeredAfterMs: REGISTERED_AFTER_MS, wh: ofChild(point, days) });
    }
  }
}

/** The hour that was missing on the day with 25 hours: three days later. */
export const filledGap = (shown: DemoPoint): GeneratedDocument =>
  document({ gsrn: shown.gsrn, type: 'E17', resolution: shown.resolution, days: LONG_DAY, registeredAfterMs: 3 * 24 * HOUR_MS, wh: used(shown, LONG_DAY) });

/** After the invoice: the meter had counted too much that evening. */
export const correctedReadings = (shown: DemoPoint): GeneratedDocument => {
  const wh = used(shown, LONG_DAY);
  const evening = wh.length * 3 / 4;
  return document({ gsrn: shown.gsrn, type: 'E17', resolution: shown.resolution, days: LONG_DAY, registeredAfterMs: 14 * 24 * HOUR_MS, wh: wh.map((one, at) => (at >= evening ? Math.floor(one / 3) : one)) });
};

const CALENDAR = calendarOf(DEMO_ZONE);

const stretches = (): readonly Days[] => STRETCHES.slice(0, -1).map((from, at) => ({ from, to: STRETCHES[at + 1]! }));

/** The eleventh hour from midnight: nine to ten by the clock, which was put back at three. */
const withGap = (wh: readonly number[]): readonly (number | null)[] => wh.map((one, at) => (at >= 40 && at < 44 ? null : one));

/** Watt-hours in an hour of night, morning, day and evening. */
const SHAPES: Readonly<Record<DemoKind, readonly [night: number, morning: number, day: number, evening: number]>> = {
  household: [120, 420, 300, 760], lateProduct: [120, 420, 300, 760], fixedPrice: [110, 380, 260, 690], solar: [130, 430, 310, 780],
  heating: [900, 1_400, 1_000, 1_900], heatingMeasured: [900, 1_400, 1_000, 1_900], business: [1_800, 6_200, 9_400, 3_100],
};

const used = ({ index, kind, resolution }: DemoPoint, days: Days): readonly number[] => valuesOf(days, resolution, index, (localHour, random) => {
  const [night, morning, day, evening] = SHAPES[kind];
  return (localHour < 6 ? night : localHour < 9 ? morning : localHour < 16 ? day : localHour < 21 ? evening : (night + evening) / 2) * (0.5 + random);
});

/** Sun by day, more than the house needs around noon; of heating, the kWh that count at full rate. */
const ofChild = ({ index, child, resolution }: DemoPoint, days: Days): readonly number[] => valuesOf(days, resolution, index + 500_000, (localHour, random) => (child!.type === 'D14'
  ? 300 * (0.5 + random) : localHour >= 8 && localHour < 17 ? 1_100 * random : 0));

/** Each day by itself, so that a day's values do not depend on what they are sent with. */
const valuesOf = ({ from, to }: Days, resolution: 'PT15M' | 'PT1H', seed: number, whInHour: (localHour: number, random: number) => number): readonly number[] =>
  CALENDAR.dayTable(from, to).flatMap(({ date }) => {
    const day = CALENDAR.day(date);
    const localHours = CALENDAR.localHours(day.from, day.to);
    const random = randomOf(seed, Date.parse(date) / 86_400_000);
    const quarters = resolution === 'PT15M';
    return Array.from({ length: quarters ? day.quarters : day.hours }, (_, at) => Math.floor(whInHour(localHours[quarters ? at >> 2 : at]!, random()) / (quarters ? 4 : 1)));
  });

const document = ({ gsrn, type, resolution, days, registeredAfterMs, wh }: Told): GeneratedDocument => {
  const [from, to] = [CALENDAR.startOfDay(days.from), CALENDAR.startOfDay(days.to)];
  const registeredAt = formatInstant(to + registeredAfterMs);
  const facts: Omit<Rsm012Series, 'seriesId'> = {
    gsrn, meteringPointType: type, resolution, from: formatInstant(from), to: formatInstant(to), registeredAt, unit: 'KWH', product: '8716867000030',
    valuesWh: [...wh], qualities: wh.map((one) => (one === null ? 'missing' : 'measured')), index: 0,
  };
  const seriesId = derivedId('demo', JSON.stringify(facts));
  const told: Rsm012 = { documentId: derivedId('document', seriesId), sender: DATAHUB, senderRole: 'DGL', receiver: SUPPLIER, receiverRole: 'DDQ', createdAt: registeredAt, processType: 'E23', series: [{ ...facts, seriesId }] };
  return { id: told.documentId, gsrn, day: days.from, kind: 'first', series: 1, body: Buffer.from(toRsm012(told)) };
};
