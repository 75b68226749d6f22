import { formatInstant } from '#energy';
import { NO_STREAM, derivedId, type Event, type StreamAppend } from '#kernel';
import type { CatalogueEvent, ChargePrice, ChargeTerms, ProductPrice, ProductTerms } from '#catalogue/published';
import { daysOfPlan, GRIDS, type MonthPlan } from './month-plan.js';

const ENERGINET = '5790000432752';
const REGISTERED = { registeredAt: '2025-09-01T08:00:00Z' };
export const [SPOT_PRODUCT, ADD_ON] = ['bench-spot', 'bench-green'];

/** The national charges that every point pays, then those of its grid company. */
export const chargesOf = (grid: string): readonly Pick<ChargeTerms, 'owner' | 'type' | 'code'>[] => [
  ...NATIONAL.map(({ code }) => ({ owner: ENERGINET, type: 'tariff', code } as const)),
  { owner: grid, type: 'tariff', code: 'NET' }, { owner: grid, type: 'subscription', code: 'ABO' },
];

const NATIONAL = [
  { code: 'SYS', category: 'system', price: '0.074' }, { code: 'TRANS', category: 'transmission', price: '0.061' }, { code: 'TAX', category: 'electricityTax', price: '0.72' },
] as const;

/** One stream, its events in order; ids follow from their places. */
export const appended = (stream: string, events: readonly Event[]): StreamAppend =>
  ({ stream, expectedRevision: NO_STREAM, events: events.map((event, at) => ({ ...event, id: derivedId('bench', stream, String(at)) })) });

/** Everything that has a price in the month. Spot prices in quarters, as they are since October 2025. */
export const priceEvents = (plan: MonthPlan): readonly StreamAppend[] => [
  ...NATIONAL.map(({ code, category, price }) => charge({ owner: ENERGINET, type: 'tariff', code, name: code, category, resolution: 'P1D', tax: category === 'electricityTax' }, { price })),
  ...GRIDS.flatMap(({ gln }, at) => [
    charge({ owner: gln, type: 'tariff', code: 'NET', name: 'Grid tariff', category: 'grid', resolution: 'PT1H', tax: false }, { hours: byHour(at) }),
    charge({ owner: gln, type: 'subscription', code: 'ABO', name: 'Grid subscription', category: 'grid', resolution: 'P1M', tax: false }, { price: String(30 + at) }),
  ]),
  product({ id: SPOT_PRODUCT, name: 'Spot', kind: 'spot' }, { marginDkkPerKwh: '0.055', subscriptionDkkPerMonth: '23.2' }),
  product({ id: ADD_ON, name: 'Wind power', kind: 'addOn' }, { marginDkkPerKwh: '0.012', subscriptionDkkPerMonth: '9.6' }),
  ...([['vat', '0.25'], ['taxLimit', '4000'], ['reducedTax', '0.008']] as const).map(([name, value]) => catalogued(`rate-${name}`, [{ type: 'RatePublished', data: { name, from: '2025-01-01', value, ...REGISTERED } }])),
  ...(['DK1', 'DK2'] as const).flatMap((area) => daysOfPlan(plan).map((day) => catalogued(`spot-${area}-${day}`, [
    { type: 'SpotPricesPublished', data: { day, area, resolution: 'PT15M', from: formatInstant(plan.calendar.startOfDay(day)), prices: spotOf(day, plan.calendar.day(day).quarters, area), ...REGISTERED } },
  ]))),
];

const catalogued = (stream: string, events: readonly CatalogueEvent[]): StreamAppend => appended(stream, events);

const charge = (terms: Omit<ChargeTerms, 'notBilled' | 'vatClass'>, price: Partial<ChargePrice>): StreamAppend => {
  const key = { owner: terms.owner, type: terms.type, code: terms.code };
  return catalogued(`charge-${key.owner}.${key.type}.${key.code}`, [
    { type: 'ChargeDefined', data: { ...terms, notBilled: false, vatClass: 'D02' } }, { type: 'ChargePricesPublished', data: { ...key, from: '2025-01-01', ...price, ...REGISTERED } },
  ]);
};

const product = (terms: ProductTerms, price: Partial<ProductPrice>): StreamAppend => catalogued(`product-${terms.id}`, [
  { type: 'ProductDefined', data: terms }, { type: 'ProductPricePublished', data: { id: terms.id, from: '2025-01-01', ...price, ...REGISTERED } },
]);

const byHour = (grid: number): readonly string[] => Array.from({ length: 24 }, (_, hour) => `0.${hour < 6 ? 110 + grid : hour >= 17 && hour < 21 ? 431 + grid : 165 + grid}`);

const spotOf = (day: string, quarters: number, area: 'DK1' | 'DK2'): readonly string[] => {
  const offset = Number(day.slice(-2)) + (area === 'DK1' ? 0 : 40);
  return Array.from({ length: quarters }, (_, at) => `0.${String(20_000 + offset * 311 + ((at * 7_919) % 50_000)).padStart(5, '0')}`);
};
