import { calendarOf, formatInstant } from '#energy';
import { chance } from '../even-chance.js';
import { DEMO_MONTH, DEMO_ZONE, GRID_COMPANIES, type GridCompany, MID_MONTH } from './demo-points.js';

/** A document for one of the topics, as JSON. */
export type DemoDocument = Readonly<{ topic: string; id: string; body: Buffer }>;
type JsonRecord = Readonly<Record<string, unknown>>;

const ENERGINET = '5790000432752';
const SENDER = 'demo';
const SAID_AT = '2025-09-20T08:00:00Z';
const LATE_AT = '2025-11-04T08:00:00Z';

/** A document of ours with these records. */
export const documentOf = (topic: string, documentId: string, records: readonly JsonRecord[], createdAt = SAID_AT): DemoDocument =>
  ({ topic, id: documentId, body: Buffer.from(JSON.stringify({ sender: SENDER, documentId, createdAt, records })) });

/** What we sell. All prices are made up. */
export const PRODUCTS = { spot: 'demo-spot', fixed: 'demo-fixed', late: 'demo-new', green: 'demo-green' } as const;

/** A charge by its key. */
export type DemoCharge = Readonly<{ owner: string; type: 'tariff' | 'subscription'; code: string }>;
const NATIONAL: readonly DemoCharge[] = [
  { owner: ENERGINET, type: 'tariff', code: 'SYS' }, { owner: ENERGINET, type: 'tariff', code: 'TRANS' }, { owner: ENERGINET, type: 'tariff', code: 'TAX' },
];
/** The tariff of a grid company: another one from the middle of the month on. */
export const gridTariff = ({ gln }: GridCompany): DemoCharge => ({ owner: gln, type: 'tariff', code: 'NET' });
const gridSubscription = ({ gln }: GridCompany): DemoCharge => ({ owner: gln, type: 'subscription', code: 'ABO' });

/** What every point of a grid company pays. */
export const chargesOf = (grid: GridCompany): readonly DemoCharge[] => [gridTariff(grid), gridSubscription(grid), ...NATIONAL];

/** Everything that has a price before the month is settled: charges, figures of law, products (one of them without a price yet), spot. */
export const demoPrices = (): readonly DemoDocument[] => [
  documentOf('prices.charges', 'demo-charges', [...NATIONAL.map(national), ...GRID_COMPANIES.flatMap(gridCharges)]),
  documentOf('prices.rates', 'demo-rates', [rate('vat', '0.25'), rate('taxLimit', '4000'), rate('reducedTax', '0.0080')]),
  documentOf('prices.products', 'demo-products', [
    product(PRODUCTS.spot, 'SpotFlex', 'spot', { marginDkkPerKwh: '0.0550', subscriptionDkkPerMonth: '23.20' }),
    product(PRODUCTS.fixed, 'FastPris', 'fixed', { fixedDkkPerKwh: '0.6875', subscriptionDkkPerMonth: '29.00' }),
    product(PRODUCTS.green, 'Wind power', 'addOn', { marginDkkPerKwh: '0.0120', subscriptionDkkPerMonth: '9.60' }),
    { id: PRODUCTS.late, terms: { name: 'SpotFlex 2', kind: 'spot' } },
  ]),
  ...GRID_COMPANIES.map(({ priceArea }) => documentOf('prices.spot', `demo-spot-${priceArea}`, spotDays(priceArea), '2025-10-31T12:00:00Z')),
];

/** The price of the product that was forgotten. */
export const latePrice = (): DemoDocument =>
  documentOf('prices.products', 'demo-products-late', [{ id: PRODUCTS.late, prices: [{ from: DEMO_MONTH.from, marginDkkPerKwh: '0.0490', subscriptionDkkPerMonth: '19.20', registeredAt: LATE_AT }] }], LATE_AT);

const FROM = '2025-01-01';

const NATIONAL_PRICES: Readonly<Record<string, readonly [name: string, category: string, price: string]>> = {
  SYS: ['System tariff', 'system', '0.0740'], TRANS: ['Transmission tariff', 'transmission', '0.0615'], TAX: ['Electricity tax', 'electricityTax', '0.7200'],
};

const national = (charge: DemoCharge): JsonRecord => {
  const [name, category, price] = NATIONAL_PRICES[charge.code]!;
  return { ...charge, terms: { name, category, resolution: 'P1D', tax: category === 'electricityTax', notBilled: false, vatClass: 'D02' }, prices: [{ from: FROM, price, registeredAt: SAID_AT }] };
};

/** Prices of the hours of a day: night, day, and the evening when everybody is at home. */
const hours = (night: string, day: string, evening: string): readonly string[] => Array.from({ length: 24 }, (_, hour) => (hour < 6 ? night : hour >= 17 && hour < 21 ? evening : day));

const gridCharges = (grid: GridCompany): readonly JsonRecord[] => {
  const west = grid.priceArea === 'DK1';
  const terms = (name: string, resolution: string) => ({ name: `${name} ${grid.name.split(' ')[0]!}`, category: 'grid', resolution, tax: false, notBilled: false, vatClass: 'D02' });
  return [
    { ...gridTariff(grid), terms: terms('Grid tariff', 'PT1H'), prices: [
      { from: FROM, hours: west ? hours('0.1105', '0.1658', '0.4310') : hours('0.0987', '0.1481', '0.5132'), registeredAt: SAID_AT },
      { from: MID_MONTH, hours: west ? hours('0.1240', '0.1860', '0.4836') : hours('0.1078', '0.1617', '0.5604'), registeredAt: SAID_AT },
    ] },
    { ...gridSubscription(grid), terms: terms('Grid subscription', 'P1M'), prices: [{ from: FROM, price: west ? '36.50' : '41.25', registeredAt: SAID_AT }] },
  ];
};

const rate = (name: string, value: string): JsonRecord => ({ name, from: FROM, value, registeredAt: SAID_AT });

const product = (id: string, name: string, kind: string, price: JsonRecord): JsonRecord => ({ id, terms: { name, kind }, prices: [{ from: FROM, ...price, registeredAt: SAID_AT }] });

/** A publication a local day, in quarters; the day before at noon. */
const spotDays = (area: 'DK1' | 'DK2'): readonly JsonRecord[] => {
  const calendar = calendarOf(DEMO_ZONE);
  return calendar.dayTable(DEMO_MONTH.from, DEMO_MONTH.to).map(({ date }, at) => {
    const day = calendar.day(date);
    const localHours = calendar.localHours(day.from, day.to);
    return {
      area, resolution: 'PT15M', from: formatInstant(day.from), registeredAt: formatInstant(day.from - 11 * 3_600_000),
      prices: Array.from({ length: day.quarters }, (_, quarter) => spotPrice(area, at, quarter, localHours[quarter >> 2]!)),
    };
  });
};

/** DKK per kWh with five decimals: low at night and at noon, high in the evening; some quarters below zero. */
const spotPrice = (area: 'DK1' | 'DK2', day: number, quarter: number, localHour: number): string => {
  const shape = localHour < 6 ? 22_000 : localHour < 10 ? 61_000 : localHour < 16 ? 30_000 : localHour < 21 ? 88_000 : 47_000;
  const windy = chance(day, area === 'DK1' ? 1 : 2);
  const value = Math.floor(shape * (0.4 + windy) + 24_000 * (chance(day, quarter, area === 'DK1' ? 3 : 4) - 0.5)) - (windy < 0.2 && localHour < 6 ? 14_000 : 0);
  return `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100_000)}.${String(Math.abs(value) % 100_000).padStart(5, '0')}`;
};
