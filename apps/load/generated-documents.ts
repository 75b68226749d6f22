import { type Rsm012, type Rsm012Quality, type Rsm012Series, toRsm012 } from '#datahub/published';
import { calendarOf, type Day, formatInstant, gs1CheckDigit, HOUR_MS } from '#energy';
import { derivedId } from '#kernel';
import { chance, randomOf } from './even-chance.js';
import { daysOf, type LoadPlan } from './load-plan.js';

/** One made-up document, ready to be sent. */
export type GeneratedDocument = Readonly<{ id: string; gsrn: string; day: string; kind: 'first' | 'correction'; /** How many are in the document. */ series: number; body: Buffer }>;
export type GeneratedPoint = Readonly<{ gsrn: string; masterData: Readonly<Record<string, unknown>> }>;

const DATAHUB = '5790001330552';
const SUPPLIER = '5799999000010';
const REGISTERED_AFTER_MS = 27 * HOUR_MS;
const CORRECTED_AFTER_MS = 6 * 24 * HOUR_MS;

/** The GSRN of the n-th made-up point: Danish prefix, right check digit. */
export const generatedGsrn = (point: number): string => {
  const digits = `5713139${String(point).padStart(10, '0')}`;
  return `${digits}${gs1CheckDigit(digits)}`;
};

/** All first documents, day by day, then all corrections. */
export function* generatedDocuments(plan: LoadPlan): Generator<GeneratedDocument> {
  const calendar = calendarOf(plan.zone);
  const days = daysOf(plan).map((date) => calendar.day(date));
  for (const kind of ['first', 'correction'] as const) {
    for (const day of days) {
      const hours = calendar.localHours(day.from, day.to);
      for (let point = 0; point < plan.points; point++) {
        const made = documentOf(plan, point, day, hours, kind);
        if (made) yield made;
      }
    }
  }
}

/** How many documents the plan gives. */
export const countDocuments = (plan: LoadPlan): number => {
  if (plan.corrections === 0) return plan.points * plan.days;
  let corrections = 0;
  for (const day of daysOf(plan)) for (let point = 0; point < plan.points; point++) if (isCorrected(plan, point, day)) corrections++;
  return plan.points * plan.days + corrections;
};

/** Master data to go with the points: consumption, flex, supplied by us from the first day on. */
export function* generatedPoints(plan: LoadPlan): Generator<GeneratedPoint> {
  for (let point = 0; point < plan.points; point++) {
    yield {
      gsrn: generatedGsrn(point),
      masterData: {
        meteringPointType: 'E17', gridArea: point % 3 === 0 ? '791' : '543', priceArea: point % 3 === 0 ? 'DK2' : 'DK1', settlementMethod: 'D01',
        resolution: hasQuarters(plan, point) ? 'PT15M' : 'PT1H', validFrom: plan.firstDay, supplyPeriods: [{ from: plan.firstDay }],
      },
    };
  }
}

const documentOf = (plan: LoadPlan, point: number, day: Day, localHours: Uint8Array, kind: GeneratedDocument['kind']): GeneratedDocument | undefined => {
  if (kind === 'correction' && !isCorrected(plan, point, day.date)) return undefined;
  const gsrn = generatedGsrn(point);
  const registeredAt = formatInstant(day.to + (kind === 'first' ? REGISTERED_AFTER_MS : CORRECTED_AFTER_MS));
  const facts = seriesOf(plan, point, day, localHours, kind, gsrn, registeredAt);
  // Made from all that is said, so that another plan with other values is another document, and the same values are the same one.
  const seriesId = derivedId('load', plan.seed, kind, JSON.stringify(facts));
  const document: Rsm012 = {
    documentId: derivedId('document', seriesId), sender: DATAHUB, senderRole: 'DGL', receiver: SUPPLIER, receiverRole: 'DDQ', createdAt: registeredAt, processType: 'E23',
    series: [{ ...facts, seriesId }],
  };
  return { id: document.documentId, gsrn, day: day.date, kind, series: document.series.length, body: Buffer.from(toRsm012(document)) };
};

const seriesOf = (plan: LoadPlan, point: number, day: Day, localHours: Uint8Array, kind: GeneratedDocument['kind'], gsrn: string, registeredAt: string): Omit<Rsm012Series, 'seriesId'> => {
  const quarters = hasQuarters(plan, point);
  const count = quarters ? day.quarters : day.hours;
  const random = randomOf(plan.seed, point, dayNumber(day));
  const gap = kind === 'first' && isGap(plan, point, day.date) ? { at: Math.floor(random() * count), values: 1 + Math.floor(random() * 3) } : undefined;
  const valuesWh: (number | null)[] = [];
  const qualities: Rsm012Quality[] = [];
  for (let at = 0; at < count; at++) {
    const missing = gap !== undefined && at >= gap.at && at < gap.at + gap.values;
    const wh = consumptionWh(localHours[quarters ? at >> 2 : at]!, random(), quarters);
    valuesWh.push(missing ? null : kind === 'correction' ? wh + 1 + (at % 7) : wh);
    qualities.push(missing ? 'missing' : 'measured');
  }
  return {
    gsrn, meteringPointType: 'E17', resolution: quarters ? 'PT15M' : 'PT1H', from: formatInstant(day.from), to: formatInstant(day.to), registeredAt,
    unit: 'KWH', product: '8716867000030', valuesWh, qualities, index: 0,
  };
};

/** A household's shape: little at night, most in the evening. */
const consumptionWh = (localHour: number, chance: number, quarter: boolean): number => {
  const shape = localHour < 6 ? 120 : localHour < 9 ? 420 : localHour < 16 ? 300 : localHour < 21 ? 760 : 360;
  return Math.floor(shape * (0.5 + chance) / (quarter ? 4 : 1));
};

const hasQuarters = ({ seed, quarters }: LoadPlan, point: number): boolean => chance(seed, point, 1) < quarters;
const isGap = ({ seed, gaps }: LoadPlan, point: number, day: string): boolean => gaps > 0 && chance(seed, point, Date.parse(day) / 86_400_000, 2) < gaps;
const isCorrected = ({ seed, corrections }: LoadPlan, point: number, day: string): boolean => corrections > 0 && chance(seed, point, Date.parse(day) / 86_400_000, 3) < corrections;
const dayNumber = ({ date }: Pick<Day, 'date'>): number => Date.parse(date) / 86_400_000;
