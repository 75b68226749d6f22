import { calendarOf, microFromDkk, parseInstant, whFromKwh } from '#energy';
import { PRICE_SCALE } from './exact-amount.js';
import { settle } from './settle.js';
import type { Settlement } from './settlement.js';
import type { Charge, ReadingSeries, SettlementInput, SpotSeries } from './settlement-input.js';

/** A price in DKK, at most 6 decimals, as the domain keeps it. */
export const price = (dkk: string): bigint => BigInt(microFromDkk(dkk)) * 10n ** BigInt(PRICE_SCALE - 6);

export const wh = (kwh: string): bigint => BigInt(whFromKwh(kwh));

export const flatTariff = (code: string, dkk: string, more: Partial<Charge> = {}): Charge => ({
  owner: 'grid', type: 'tariff', code, name: code, category: 'grid', resolution: 'P1D', tax: false, notBilled: false, vatExempt: false,
  dated: [{ ref: `charges/${code}`, from: '2000-01-01', price: price(dkk) }], points: [], ...more,
});

export const readingSeries = (from: string, kwh: readonly (string | null)[], more: Partial<ReadingSeries> = {}): ReadingSeries =>
  ({ ref: 'readings[0]', resolution: 'PT1H', from: parseInstant(from), values: kwh.map((one) => (one === null ? null : wh(one))), ...more });

export const spotSeries = (from: string, dkk: readonly (string | null)[], more: Partial<SpotSeries> = {}): SpotSeries =>
  ({ ref: 'spot[0]', area: 'DK1', resolution: 'PT1H', from: parseInstant(from), values: dkk.map((one) => (one === null ? null : price(one))), ...more });

/** A customer in UTC with one fixed product at 0 and nothing else, from the days and hourly kWh given; specs add what they are about. */
export const inputOf = (from: string, to: string, kwhPerHour: string, more: Partial<SettlementInput> = {}): SettlementInput => {
  const hours = calendarOf('UTC').daysBetween(from, to) * 24;
  const charges = more.charges ?? [];
  return {
    gsrn: '571313100000012345', zone: 'UTC', priceArea: 'DK1', period: { from, to }, supply: [{ from: '2000-01-01' }],
    readings: [readingSeries(`${from}T00:00Z`, Array.from({ length: hours }, () => kwhPerHour))], spot: [],
    products: [{ id: 'none', name: 'None', kind: 'fixed', prices: [{ ref: 'products[0].prices[0]', from: '2000-01-01', fixedPerKwh: 0n }] }],
    contracts: [{ id: 'C1', from: '2000-01-01', products: [{ from: '2000-01-01', product: 'none' }] }],
    charges, links: charges.map(({ owner, type, code }) => ({ owner, type, code, from: '2000-01-01', factor: 1n, ref: 'links[0]' })),
    requiredCategories: [], vat: [{ ref: 'vat[0]', from: '2000-01-01', rate: price('0.25') }], ...more,
  };
};

/** The settlement, or an error that says what is missing. */
export const settled = (input: SettlementInput): Settlement => {
  const answer = settle(input);
  if (answer.status === 'settled') return answer.settlement;
  throw new Error(`Not ready: ${answer.missing.map(({ en }) => en).join(' ')}`);
};

export const amountsOf = ({ lines }: Settlement): Readonly<Record<string, bigint>> => Object.fromEntries(lines.map(({ id, amountOere }) => [id, amountOere]));
