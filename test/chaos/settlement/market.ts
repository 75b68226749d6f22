import { calendarOf, formatInstant } from '#energy';
import { randomOf } from '../plan.js';

export const ZONE = 'Europe/Copenhagen';
/** The month that is settled, with a day of 25 hours. Local days, half-open. */
export const MONTH = { from: '2025-10-01', to: '2025-11-01' } as const;
export const MID_MONTH = '2025-10-16';
export const CALENDAR = calendarOf(ZONE);

/** One document for one of the topics. */
export type Document = Readonly<{ topic: string; id: string; key: string; body: Buffer }>;
export type Area = 'DK1' | 'DK2';
type Record_ = Readonly<Record<string, unknown>>;

const ENERGINET = '5790000432752';
const SENDER = 'chaos';
const SAID_AT = '2025-09-20T08:00:00Z';
const SINCE = '2025-01-01';
export const PRODUCTS = { spot: 'chaos-spot', late: 'chaos-late', green: 'chaos-green' } as const;
const GRID: Readonly<Record<Area, string>> = { DK1: '5790000392261', DK2: '5790000610877' };

/** A document of ours with its cover. The key is the sender, so that documents of a topic stay in order. */
export const documentOf = (topic: string, id: string, records: readonly Record_[], key = SENDER): Document =>
  ({ topic, id, key, body: Buffer.from(JSON.stringify({ sender: SENDER, documentId: id, createdAt: SAID_AT, records })) });

const national = [['SYS', 'system', '0.0740'], ['TRANS', 'transmission', '0.0615'], ['TAX', 'electricityTax', '0.7200']] as const;

/** What every point of an area pays. */
export const chargesOf = (area: Area): readonly Record_[] => [
  { owner: GRID[area], type: 'tariff', code: 'NET' }, { owner: GRID[area], type: 'subscription', code: 'ABO' }, ...national.map(([code]) => ({ owner: ENERGINET, type: 'tariff', code })),
];

const charge = (of: Record_, category: string, resolution: string, prices: readonly Record_[]): Record_ => ({
  ...of, terms: { name: `${String(of['code'])} ${String(of['owner'])}`, category, resolution, tax: category === 'electricityTax', notBilled: false, vatClass: 'D02' },
  prices: prices.map((price) => ({ registeredAt: SAID_AT, ...price })),
});

const hours = (night: string, day: string, evening: string): readonly string[] => Array.from({ length: 24 }, (_, hour) => (hour < 6 ? night : hour >= 17 && hour < 21 ? evening : day));

/** Everything with a price; one product gets its price only with `latePrice`. All of it is made up. */
export const prices = (seed: number): readonly Document[] => [
  documentOf('prices.charges', `charges-${seed}`, [
    ...national.map(([code, category, price]) => charge({ owner: ENERGINET, type: 'tariff', code }, category, 'P1D', [{ from: SINCE, price }])),
    ...(['DK1', 'DK2'] as const).flatMap((area) => [
      charge({ owner: GRID[area], type: 'tariff', code: 'NET' }, 'grid', 'PT1H', [{ from: SINCE, hours: hours('0.1105', '0.1658', '0.4310') }, { from: MID_MONTH, hours: hours('0.1240', '0.1860', '0.4836') }]),
      charge({ owner: GRID[area], type: 'subscription', code: 'ABO' }, 'grid', 'P1M', [{ from: SINCE, price: area === 'DK1' ? '36.50' : '41.25' }]),
    ]),
  ]),
  documentOf('prices.rates', `rates-${seed}`, [['vat', '0.25'], ['taxLimit', '4000'], ['reducedTax', '0.0080']].map(([name, value]) => ({ name, from: SINCE, value, registeredAt: SAID_AT }))),
  documentOf('prices.products', `products-${seed}`, [
    product(PRODUCTS.spot, 'spot', { marginDkkPerKwh: '0.0550', subscriptionDkkPerMonth: '23.20' }), product(PRODUCTS.green, 'addOn', { marginDkkPerKwh: '0.0120', subscriptionDkkPerMonth: '9.60' }),
    { id: PRODUCTS.late, terms: { name: PRODUCTS.late, kind: 'spot' } },
  ]),
  ...(['DK1', 'DK2'] as const).map((area) => documentOf('prices.spot', `spot-${area}-${seed}`, spotDays(area, seed))),
];

const product = (id: string, kind: string, price: Record_): Record_ => ({ id, terms: { name: id, kind }, prices: [{ from: SINCE, ...price, registeredAt: SAID_AT }] });

/** The price that was forgotten: until it comes, settlements of that product are blocked. */
export const latePrice = (seed: number): Document =>
  documentOf('prices.products', `products-late-${seed}`, [{ id: PRODUCTS.late, prices: [{ from: SINCE, marginDkkPerKwh: '0.0490', subscriptionDkkPerMonth: '19.20', registeredAt: '2025-11-04T08:00:00Z' }] }]);

/** A tariff of the grid company in the east that is corrected after the month: concerns every point there. */
export const correctedTariff = (seed: number): Document =>
  documentOf('prices.charges', `charges-corrected-${seed}`, [{ owner: GRID.DK2, type: 'tariff', code: 'NET', prices: [{ from: MID_MONTH, hours: hours('0.1241', '0.1861', '0.4837'), registeredAt: '2025-11-05T08:00:00Z' }] }]);

const spotDays = (area: Area, seed: number): readonly Record_[] => CALENDAR.dayTable(MONTH.from, MONTH.to).map(({ date }, at) => {
  const day = CALENDAR.day(date);
  const random = randomOf(seed + at * 2 + (area === 'DK1' ? 0 : 1));
  return { area, resolution: 'PT15M', from: formatInstant(day.from), registeredAt: formatInstant(day.from - 11 * 3_600_000), prices: Array.from({ length: day.quarters }, () => `0.${String(Math.floor(random() * 90_000)).padStart(5, '0')}`) };
});
