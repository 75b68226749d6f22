import { calendarOf, formatInstant, HOUR_MS, type LocalDate } from '#energy';
import { GRID_COMPANIES, type GridCompany } from '../demo/demo-points.js';
import { chance } from '../even-chance.js';
import { daysOf, type LoadPlan } from '../load-plan.js';
import { type FactDocument, factDocument, type FactRecord, SAID_AT, VALID_FROM } from './fact-document.js';

/** What the made-up points are sold. */
export const PRODUCTS = { spot: 'load-spot', green: 'load-green' } as const;

type Charge = Readonly<{ owner: string; type: 'tariff' | 'subscription'; code: string }>;
type AreaName = 'DK1' | 'DK2';

const ENERGINET = '5790000432752';
/** Codes that nobody else has, so that prices that are loaded from files stay what they are. */
const NATIONAL = [
  { code: 'LOAD-SYS', name: 'System tariff', category: 'system', price: '0.0740' },
  { code: 'LOAD-TRANS', name: 'Transmission tariff', category: 'transmission', price: '0.0615' },
  { code: 'LOAD-TAX', name: 'Electricity tax', category: 'electricityTax', price: '0.7200' },
] as const;
const GRID_TARIFF = 'LOAD-NET';
const GRID_SUBSCRIPTION = 'LOAD-ABO';
const PUBLISHED_BEFORE_MS = 12 * HOUR_MS;

/** The grid company of a made-up point; the same that its master data name. */
export const gridOf = (point: number): GridCompany => GRID_COMPANIES[point % 3 === 0 ? 1 : 0];

/** What every point of a grid company pays. */
export const chargesOf = ({ gln }: GridCompany): readonly Charge[] => [
  { owner: gln, type: 'tariff', code: GRID_TARIFF }, { owner: gln, type: 'subscription', code: GRID_SUBSCRIPTION }, ...NATIONAL.map(({ code }): Charge => ({ owner: ENERGINET, type: 'tariff', code })),
];

/** Charges, figures of law and products, then spot prices of each day and area. Nothing has a gap. */
export function* madeUpPrices(plan: LoadPlan): Generator<() => FactDocument> {
  yield () => factDocument('prices.charges', [...NATIONAL.map(national), ...GRID_COMPANIES.flatMap(gridCharges)]);
  yield () => factDocument('prices.rates', [rate('vat', '0.25'), rate('taxLimit', '4000'), rate('reducedTax', '0.0080')]);
  yield () => factDocument('prices.products', [
    product(PRODUCTS.spot, 'Made-up spot', 'spot', { marginDkkPerKwh: '0.0550', subscriptionDkkPerMonth: '23.20' }),
    product(PRODUCTS.green, 'Made-up wind power', 'addOn', { marginDkkPerKwh: '0.0120', subscriptionDkkPerMonth: '9.60' }),
  ]);
  for (const day of daysOf(plan)) for (const area of ['DK1', 'DK2'] as const) yield () => factDocument('prices.spot', [spotDay(plan, area, day)]);
}

const terms = (name: string, category: string, resolution: string): FactRecord => ({ name, category, resolution, tax: category === 'electricityTax', notBilled: false, vatClass: 'D02' });
const dated = (price: FactRecord): readonly FactRecord[] => [{ from: VALID_FROM, ...price, registeredAt: SAID_AT }];

const national = ({ code, name, category, price }: (typeof NATIONAL)[number]): FactRecord =>
  ({ owner: ENERGINET, type: 'tariff', code, terms: terms(name, category, 'P1D'), prices: dated({ price }) });

const gridCharges = ({ gln, name, priceArea }: GridCompany): readonly FactRecord[] => {
  const [west, company] = [priceArea === 'DK1', name.split(' ')[0]!];
  return [
    { owner: gln, type: 'tariff', code: GRID_TARIFF, terms: terms(`Grid tariff ${company}`, 'grid', 'PT1H'), prices: dated({ hours: west ? byHour('0.1105', '0.1658', '0.4310') : byHour('0.0987', '0.1481', '0.5132') }) },
    { owner: gln, type: 'subscription', code: GRID_SUBSCRIPTION, terms: terms(`Grid subscription ${company}`, 'grid', 'P1M'), prices: dated({ price: west ? '36.50' : '41.25' }) },
  ];
};

/** Night, day, and the evening when everybody is at home; by local hour. */
const byHour = (night: string, day: string, evening: string): readonly string[] => Array.from({ length: 24 }, (_, hour) => (hour < 6 ? night : hour >= 17 && hour < 21 ? evening : day));

const rate = (name: string, value: string): FactRecord => ({ name, from: VALID_FROM, value, registeredAt: SAID_AT });
const product = (id: string, name: string, kind: string, price: FactRecord): FactRecord => ({ id, terms: { name, kind }, prices: dated(price) });

/** A local day in quarters, as published the day before at noon. */
const spotDay = ({ zone, seed }: LoadPlan, area: AreaName, date: LocalDate): FactRecord => {
  const calendar = calendarOf(zone);
  const day = calendar.day(date);
  const localHours = calendar.localHours(day.from, day.to);
  const number = Date.parse(date) / 86_400_000;
  const windy = chance(seed, number, area === 'DK1' ? 11 : 12);
  return {
    area, resolution: 'PT15M', from: formatInstant(day.from), registeredAt: formatInstant(day.from - PUBLISHED_BEFORE_MS),
    prices: Array.from({ length: day.quarters }, (_, quarter) => spotText(localHours[quarter >> 2]!, windy, chance(seed, number, quarter, area === 'DK1' ? 13 : 14))),
  };
};

/** DKK per kWh with five decimals: low at night and at noon, high in the evening; below zero on windy nights. */
const spotText = (localHour: number, windy: number, random: number): string => {
  const shape = localHour < 6 ? 21_000 : localHour < 10 ? 63_000 : localHour < 16 ? 29_000 : localHour < 21 ? 91_000 : 46_000;
  const value = Math.floor(shape * (1.4 - windy) + 20_000 * (random - 0.5)) - (windy > 0.8 && localHour < 6 ? 18_000 : 0);
  return `${value < 0 ? '-' : ''}${Math.floor(Math.abs(value) / 100_000)}.${String(Math.abs(value) % 100_000).padStart(5, '0')}`;
};
