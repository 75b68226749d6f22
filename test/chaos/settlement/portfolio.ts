import { type Rsm012, toRsm012 } from '#datahub/published';
import { formatInstant, HOUR_MS } from '#energy';
import { derivedId } from '#kernel';
import { generatedGsrn } from '../../../apps/load/generated-documents.js';
import { randomOf } from '../plan.js';
import { type Area, CALENDAR, chargesOf, correctedTariff, type Document, documentOf, latePrice, MID_MONTH, MONTH, prices, PRODUCTS } from './market.js';

/** A metering point as it is stated over HTTP. */
export type Statement = Readonly<{ gsrn: string; masterData: Readonly<Record<string, unknown>> }>;
/** A planned period, local days, half-open. */
export type Planned = Readonly<{ gsrn: string; from: string; to: string }>;

/** What is told to the system, and what must come of it. */
export type Portfolio = Readonly<{
  seed: number;
  statements: readonly Statement[];
  /** Prices, portfolio and the first readings. */
  first: readonly Document[];
  /** What arrives while runs go on: the forgotten price and readings that are corrected. */
  meanwhile: readonly Document[];
  /** What arrives after the first invoices: more readings that are corrected, and a tariff. */
  afterwards: readonly Document[];
  planned: readonly Planned[];
  /** What must be in the views before a run is asked for, by a query that counts it. */
  told: Readonly<Record<string, number>>;
}>;

type Kind = 'household' | 'heating' | 'solar' | 'late' | 'green' | 'moving';
/** Of ten points. */
const KINDS: readonly Kind[] = ['household', 'household', 'household', 'green', 'heating', 'solar', 'late', 'household', 'moving', 'household'];
type Point = Readonly<{ at: number; gsrn: string; kind: Kind; area: Area; child?: string; quarters: boolean }>;

const FIRST_POINT = 3_000_000_000;
const FIRST_CHILD = 3_100_000_000;
const DATAHUB = '5790001330552';
/** Days from the end of what is read until it is registered: before and after the first readings of the month, which counts more than when it arrives. */
const [OLDER_DAYS, FIRST_DAYS, NEWER_DAYS] = [1, 3, 40];

/** So many points, the same for the same seed: some blocked at first, some heated by electricity, with production, with somebody moving in mid-month. */
export const portfolioOf = (count: number, seed: number): Portfolio => {
  const points = Array.from({ length: count }, (_, at): Point => {
    const kind = KINDS[at % KINDS.length]!;
    return { at, gsrn: generatedGsrn(FIRST_POINT + at), kind, area: at % 3 === 0 ? 'DK2' : 'DK1', quarters: at % 8 === 0, ...(kind === 'solar' && { child: generatedGsrn(FIRST_CHILD + at) }) };
  });
  const random = randomOf(seed);
  const corrections = points.filter(() => random() < 0.6).map((point) => ({ point, day: `2025-10-${String(1 + Math.floor(random() * 31)).padStart(2, '0')}`, late: random() < 0.65 }));
  const corrected = (late: boolean): readonly Document[] => corrections.filter((one) => one.late === late).map(({ point, day }) => readings(point.gsrn, 'E17', { from: day, to: CALENDAR.nextDay(day) }, point.quarters, seed + point.at * 7 + 1, point.at % 7 === 0 ? OLDER_DAYS : NEWER_DAYS));
  return {
    seed, statements: points.flatMap(statementsOf), first: [...prices(seed), ...terms(points, seed), ...points.flatMap((point) => firstReadings(point, seed))],
    meanwhile: spread(corrected(false), latePrice(seed)), afterwards: spread(corrected(true), correctedTariff(seed)),
    planned: points.flatMap(({ gsrn, kind }) => (kind === 'moving' ? [{ gsrn, from: MONTH.from, to: MID_MONTH }, { gsrn, from: MID_MONTH, to: MONTH.to }] : [{ gsrn, ...MONTH }])),
    told: {
      'select count(*) from views.portfolio_supplies': points.flatMap(livesThere).length,
      'select count(*) from views.portfolio_contracts': points.flatMap(livesThere).length,
      'select count(distinct gsrn) from views.portfolio_charge_links': count,
      'select count(distinct gsrn) from views.portfolio_heating': points.filter(({ kind }) => kind === 'heating').length,
      'select count(distinct series_id) from views.metering_readings': points.length + points.filter(({ child }) => child).length,
      'select count(distinct gsrn) from views.metering_points': points.flatMap(statementsOf).length,
      'select count(*) from views.catalogue_spot': 62,
      'select count(*) from views.catalogue_rates': 3,
      'select count(*) from views.catalogue_product_prices': 2,
    },
  };
};

/** One among the others, in the middle. */
const spread = (documents: readonly Document[], one: Document): readonly Document[] => [...documents.slice(0, documents.length >> 1), one, ...documents.slice(documents.length >> 1)];

const livesThere = ({ at, kind }: Point): readonly Readonly<{ customerId: string; days: Readonly<{ from: string; to?: string }> }>[] => (kind === 'moving'
  ? [{ customerId: `c-${at}`, days: { from: MONTH.from, to: MID_MONTH } }, { customerId: `c-${at}-b`, days: { from: MID_MONTH } }] : [{ customerId: `c-${at}`, days: { from: MONTH.from } }]);

const terms = (points: readonly Point[], seed: number): readonly Document[] => [
  documentOf('portfolio.customers', `customers-${seed}`, points.flatMap((point) => livesThere(point).map(({ customerId }) => ({ customerId, kind: 'private' })))),
  documentOf('portfolio.supplies', `supplies-${seed}`, points.flatMap((point) => livesThere(point).map(({ customerId, days }) => ({ action: 'start', gsrn: point.gsrn, supplyId: `s-${customerId}`, customerId, ...days })))),
  documentOf('portfolio.contracts', `contracts-${seed}`, points.flatMap((point) => livesThere(point).map(({ customerId, days }) => ({
    contractId: `k-${customerId}`, gsrn: point.gsrn, customerId, ...days, billingFrequency: 'monthly', paymentDays: 20,
    products: point.kind === 'late' ? [{ product: PRODUCTS.late }] : [{ product: PRODUCTS.spot }, ...(point.kind === 'green' ? [{ product: PRODUCTS.green }] : [])],
  })))),
  documentOf('portfolio.links', `links-${seed}`, points.flatMap(({ gsrn, area }) => chargesOf(area).map((charge) => ({ gsrn, ...charge, from: MONTH.from })))),
  documentOf('portfolio.heating', `heating-${seed}`, points.filter(({ kind }) => kind === 'heating').map(({ gsrn }) => ({ gsrn, from: '2025-01-01', usedBeforeKwh: '3900' }))),
];

const statementsOf = ({ gsrn, area, quarters, child }: Point): readonly Statement[] => {
  const common = { gridArea: area === 'DK1' ? '543' : '791', priceArea: area, resolution: quarters ? 'PT15M' : 'PT1H', validFrom: MONTH.from, supplyPeriods: [{ from: MONTH.from }] };
  return [{ gsrn, masterData: { ...common, meteringPointType: 'E17', settlementMethod: 'D01' } }, ...(child === undefined ? [] : [{ gsrn: child, masterData: { ...common, meteringPointType: 'E18', parentGsrn: gsrn } }])];
};

const firstReadings = ({ gsrn, child, at, quarters }: Point, seed: number): readonly Document[] => [
  readings(gsrn, 'E17', MONTH, quarters, seed + at * 7, FIRST_DAYS), ...(child === undefined ? [] : [readings(child, 'E18', MONTH, quarters, seed + at * 7 + 3, FIRST_DAYS)]),
];

/** An RSM-012 document with one series. */
const readings = (gsrn: string, type: string, days: Readonly<{ from: string; to: string }>, quarters: boolean, seed: number, registeredAfterDays: number): Document => {
  const [from, to] = [CALENDAR.startOfDay(days.from), CALENDAR.startOfDay(days.to)];
  const random = randomOf(seed);
  const registeredAt = formatInstant(to + registeredAfterDays * 24 * HOUR_MS);
  const valuesWh = Array.from({ length: (to - from) / HOUR_MS * (quarters ? 4 : 1) }, () => Math.floor(random() * (quarters ? 300 : 1_200)));
  const id = derivedId('chaos readings', gsrn, days.from, registeredAt, seed);
  const told: Rsm012 = {
    documentId: id, sender: DATAHUB, senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ', createdAt: registeredAt, processType: 'E23',
    series: [{
      seriesId: derivedId('series', id), gsrn, meteringPointType: type, resolution: quarters ? 'PT15M' : 'PT1H', from: formatInstant(from), to: formatInstant(to), registeredAt, unit: 'KWH', product: '8716867000030',
      valuesWh, qualities: valuesWh.map(() => 'measured' as const), index: 0,
    }],
  };
  return { topic: 'datahub.timeseries', id, key: gsrn, body: Buffer.from(toRsm012(told)) };
};
