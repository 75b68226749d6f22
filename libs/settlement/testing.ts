// For specs: the facts of the other contexts as plain data, and the point of the golden masters.
import { type CatalogueCharge, type CatalogueFacts, type CatalogueProduct, type ChargePrice, type ChargeTerms, chargeKeyText, type Known, type ProductPrice, type ProductTerms, type Rate, type SpotPrices } from '#catalogue/published';
import { addDays, calendarOf, parseInstant } from '#energy';
import type { AsOf, Heard } from '#kernel';
import type { KnownSeries, KnownStatement, MasterData, ReadingFacts } from '#metering/published';
import type { ChargeLink, Contract, HeatingEntitlement, PortfolioFacts, Supply } from '#portfolio/published';
import type { SettlementFacts } from './commands/gather/facts.js';

type Stated<Fact> = Fact & Readonly<{ at: number }>;
export type PlainReading = Readonly<{ gsrn: string; seriesId: string; from: string; resolution?: 'PT1H' | 'PT15M'; kwh: readonly (string | null)[]; registeredAt?: string }>;

/** Everything that was ever said, each with `at`, its place in the log. */
export type PlainFacts = {
  charges: Stated<ChargeTerms>[]; prices: (Stated<ChargePrice> & Readonly<{ key: string }>)[];
  products: Stated<ProductTerms>[]; productPrices: (Stated<ProductPrice> & Readonly<{ id: string }>)[];
  spot: Stated<SpotPrices>[]; rates: Stated<Rate>[];
  supplies: (Stated<Omit<Supply, 'heard'>> & Readonly<{ gsrn: string }>)[]; contracts: Stated<Omit<Contract, 'heard'>>[];
  links: (Stated<Omit<ChargeLink, 'heard'>> & Readonly<{ gsrn: string }>)[]; heating: (Stated<Omit<HeatingEntitlement, 'heard'>> & Readonly<{ gsrn: string }>)[];
  points: Stated<Readonly<{ gsrn: string; validFrom: string; masterData: MasterData }>>[]; readings: Stated<PlainReading>[];
};

export const positionOf = (at: number): string => String(at).padStart(8, '0');
const heard = (stream: string, at: number): Heard => ({ stream, revision: at, position: positionOf(at), knownAt: `2025-01-01T00:00:00.${String(at).padStart(6, '0')}Z`, source: { sender: 'spec', documentId: `${stream}@${at}` } });

/** The last statement about each thing wins; supplies by `supplyId`, contracts by `contractId`, links and heating by what they are about and first day. */
const latest = <T extends { at: number }>(all: readonly T[], asOf: AsOf, keyOf: (one: T) => string): readonly T[] => [...new Map(known(all, asOf).map((one) => [keyOf(one), one])).values()];
const known = <T extends { at: number }>(all: readonly T[], { position }: AsOf): readonly T[] => all.filter(({ at }) => position === undefined || positionOf(at) <= position);

/** The three ports of settlement on plain data. */
export const plainFacts = (all: PlainFacts, zone = 'UTC'): SettlementFacts => {
  const calendar = calendarOf(zone);
  const catalogue: CatalogueFacts = {
    async charges(keys, _days, asOf) {
      return new Map(keys.flatMap((key): [string, CatalogueCharge][] => {
        const text = chargeKeyText(key);
        const terms = known(all.charges, asOf).findLast((one) => chargeKeyText(one) === text);
        return terms ? [[text, { terms: { fact: terms, heard: heard(`charge-${text}`, terms.at) }, prices: known(all.prices, asOf).filter((one) => one.key === text).map((fact): Known<ChargePrice> => ({ fact, heard: heard(`charge-${text}`, fact.at) })) }]] : [];
      }));
    },
    async products(ids, _days, asOf) {
      return new Map(ids.flatMap((id): [string, CatalogueProduct][] => {
        const terms = known(all.products, asOf).findLast((one) => one.id === id);
        return terms ? [[id, { terms: { fact: terms, heard: heard(`product-${id}`, terms.at) }, prices: known(all.productPrices, asOf).filter((one) => one.id === id).map((fact): Known<ProductPrice> => ({ fact, heard: heard(`product-${id}`, fact.at) })) }]] : [];
      }));
    },
    async spot(areas, days, asOf) {
      const lastDay = ({ from, resolution, prices }: SpotPrices) => calendar.dayOf(parseInstant(from) + prices.length * (resolution === 'PT1H' ? 3_600_000 : 900_000) - 1);
      return known(all.spot, asOf).filter((one) => areas.includes(one.area) && lastDay(one) >= days.from && calendar.dayOf(parseInstant(one.from)) < days.to)
        .map((fact) => ({ fact, heard: heard(`spot-${fact.area}-${calendar.dayOf(parseInstant(fact.from))}`, fact.at) }));
    },
    async rates(_days, asOf) { return known(all.rates, asOf).map((fact) => ({ fact, heard: heard(`rate-${fact.name}`, fact.at) })); },
  };
  const portfolio: PortfolioFacts = {
    async terms(gsrns, _days, asOf) {
      return new Map(gsrns.map((gsrn) => [gsrn, {
        gsrn,
        supplies: latest(all.supplies, asOf, (one) => one.supplyId).filter((one) => one.gsrn === gsrn && one.to !== one.from).map((one) => ({ ...one, heard: heard(`supply-${gsrn}`, one.at) })),
        contracts: latest(all.contracts, asOf, (one) => one.contractId).filter((one) => one.gsrn === gsrn).map((one) => ({ ...one, heard: heard(`contract-${one.contractId}`, one.at) })),
        links: latest(all.links, asOf, (one) => `${one.gsrn} ${chargeKeyText(one)} ${one.from}`).filter((one) => one.gsrn === gsrn).map((one) => ({ ...one, heard: heard(`links-${gsrn}`, one.at) })),
        heating: latest(all.heating, asOf, (one) => `${one.gsrn} ${one.from}`).filter((one) => one.gsrn === gsrn).map((one) => ({ ...one, heard: heard(`heating-${gsrn}`, one.at) })),
      }]));
    },
    async pointsSupplied() { return [...new Set(all.supplies.map(({ gsrn }) => gsrn))].sort(); },
    async pointsWithProduct() { return []; },
    async pointsWithCharge() { return []; },
  };
  const touching = (gsrns: readonly string[], days: Readonly<{ from: string; to: string }>, asOf: AsOf) => known(all.readings, asOf).filter((one) => gsrns.includes(one.gsrn)).flatMap((one) => rowsOf(one, zone)
    .filter(({ day }) => day >= days.from && day < days.to).map((row) => ({ ...row, of: one })));
  const readings: ReadingFacts = {
    async readings(gsrns, days, asOf) {
      const found = new Map<string, KnownSeries[]>();
      for (const { of, series } of touching(gsrns, days, asOf)) found.set(of.gsrn, [...(found.get(of.gsrn) ?? []), series]);
      return found;
    },
    async points(gsrns, asOf) {
      const statements = (gsrn: string): KnownStatement[] => known(all.points, asOf).filter((one) => one.gsrn === gsrn).map(({ validFrom, masterData, at }) => ({ validFrom, masterData, heard: heard(`meteringpoint-${gsrn}`, at) }));
      return new Map(gsrns.map((gsrn) => [gsrn, { statements: statements(gsrn), children: new Map(known(all.points, asOf).filter((one) => one.masterData.parentGsrn === gsrn).map((one) => [one.gsrn, statements(one.gsrn)])) }]));
    },
    async heard(gsrns, days, asOf) { return new Map(touching(gsrns, days, asOf).map(({ of }) => [of.seriesId, heard(`readings-${of.gsrn}`, of.at)])); },
  };
  return { catalogue, portfolio, readings };
};

const rowsOf = ({ seriesId, from, resolution = 'PT1H', kwh, registeredAt = '2025-02-01T00:00Z' }: PlainReading, zone: string): readonly { day: string; series: KnownSeries }[] => {
  const ms = resolution === 'PT1H' ? 3_600_000 : 900_000;
  const start = parseInstant(from);
  return calendarOf(zone).cutByDay(start, start + kwh.length * ms).map((part) => ({
    day: part.date,
    series: {
      seriesId, resolution, from: part.from, registeredAt: parseInstant(registeredAt), firstIndex: (part.from - start) / ms,
      energyWh: kwh.slice((part.from - start) / ms, (part.to - start) / ms).map((one) => (one === null ? null : Math.round(Number(one) * 1_000))),
    },
  }));
};

export const GOLDEN_GSRN = '571313100000012345';
export const GOLDEN_CUSTOMER = 'customer-1';
const OWNER = '5790000432752';
const GRID_OWNER = '5790000705689';

const byHour = (night: string, day: string, peak: string, evening: string): string[] => Array.from({ length: 24 }, (_, hour) => (hour < 6 ? night : hour < 16 ? day : hour < 20 ? peak : evening));
/** Consumption of one day of the golden masters, kWh by hour. */
export const GOLDEN_DAY: readonly string[] = byHour('0.300', '0.500', '1.200', '0.400');
const SPOT_DAY = byHour('0.45', '0.85', '1.25', '0.55');
const REGISTERED = { registeredAt: '2024-12-01T00:00Z' };

/** The common inputs of the golden masters: days in UTC, spot all-in with margin, four tariffs, two subscriptions. Supply and contract from the day given, open end. */
export const goldenFacts = (from: string, to: string, supplied: string = from): PlainFacts => {
  const days = Array.from({ length: calendarOf('UTC').daysBetween(from, to) }, (_, day) => addDays(from, day));
  const charge = (owner: string, type: ChargeTerms['type'], code: string, category: ChargeTerms['category'], resolution: ChargeTerms['resolution'] = 'P1D'): Stated<ChargeTerms> =>
    ({ at: 1, owner, type, code, name: code, category, resolution, tax: category === 'electricityTax', notBilled: false, vatClass: 'D02' });
  const charges = [
    charge(GRID_OWNER, 'tariff', 'grid', 'grid', 'PT1H'), charge(OWNER, 'tariff', 'system', 'system'), charge(OWNER, 'tariff', 'transmission', 'transmission'),
    charge(OWNER, 'tariff', 'tax', 'electricityTax'), charge(GRID_OWNER, 'subscription', 'grid-subscription', 'grid', 'P1M'),
  ];
  const price = (of: Stated<ChargeTerms>, what: Partial<ChargePrice>, at: number) => ({ key: chargeKeyText(of), at, from: '2024-01-01', ...REGISTERED, ...what });
  return {
    charges,
    prices: [
      price(charges[0]!, { hours: byHour('0.06', '0.18', '0.54', '0.06') }, 2), price(charges[1]!, { price: '0.054' }, 3), price(charges[2]!, { price: '0.049' }, 4),
      price(charges[3]!, { price: '0.008' }, 5), price(charges[4]!, { price: '49.00' }, 6),
    ],
    products: [{ at: 7, id: 'spot', name: 'Spot', kind: 'spotAllIn' }],
    productPrices: [{ at: 8, id: 'spot', from: '2024-01-01', marginDkkPerKwh: '0.04', subscriptionDkkPerMonth: '39.00', ...REGISTERED }],
    spot: days.map((day) => ({ at: 9, area: 'DK1', resolution: 'PT1H', from: `${day}T00:00Z`, prices: SPOT_DAY, ...REGISTERED })),
    rates: [{ at: 10, name: 'vat', value: '0.25', from: '2000-01-01', ...REGISTERED }],
    supplies: [{ at: 11, gsrn: GOLDEN_GSRN, supplyId: 'supply-1', customerId: GOLDEN_CUSTOMER, from: supplied }],
    contracts: [{ at: 12, contractId: 'contract-1', gsrn: GOLDEN_GSRN, customerId: GOLDEN_CUSTOMER, payerId: GOLDEN_CUSTOMER, products: [{ product: 'spot' }], billingFrequency: 'monthly', paymentDays: 14, from: supplied }],
    links: charges.map(({ owner, type, code }, at) => ({ at: 13 + at, gsrn: GOLDEN_GSRN, owner, type, code, factor: 1, from: '2024-01-01' })),
    heating: [],
    points: [{ at: 20, gsrn: GOLDEN_GSRN, validFrom: '2020-01-01', masterData: { meteringPointType: 'E17', gridArea: '543', priceArea: 'DK1', resolution: 'PT1H', supplyPeriods: [] } }],
    readings: days.map((day, at) => ({ at: 30 + at, gsrn: GOLDEN_GSRN, seriesId: `series-${day}`, from: `${day}T00:00Z`, kwh: GOLDEN_DAY })),
  };
};
