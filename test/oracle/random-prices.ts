import type { Chance } from './chance.js';
import type { Charge, Contract, Key, Link, Product, ProductPrice, Reduction, Span, Spot } from './document.js';
import { dayAfter, daysOf, type WallClock } from './wall-clock.js';

const GRID = '5790000392261';
const SYSTEM = '5790000432752';
const LONG_AGO = '2020-01-01';

/** What random documents are built around: the days and instants of one period. */
export type Frame = Readonly<{ chance: Chance; clock: WallClock; from: string; to: string; begin: number; end: number }>;

/** A day of the period other than its first, for something to change on. */
export const dayInside = ({ chance, from, to }: Frame): string => {
  const days = daysOf(from, to);
  return days.length < 2 ? from : days[chance.between(1, days.length - 1)]!;
};

/** One span from long ago, or two that meet inside the period. */
const phases = (frame: Frame, changePercent: number): Span[] => {
  if (!frame.chance.percent(changePercent)) return [{ from: LONG_AGO }];
  const change = dayInside(frame);
  return frame.chance.percent(50) ? [{ from: LONG_AGO, to: change }, { from: change }] : [{ from: LONG_AGO }, { from: change }];
};

export const randomSpot = (frame: Frame): Spot[] => {
  const { chance, begin, end } = frame;
  const negative = chance.one([0, 0, 20, 60]);
  const unit = chance.one([undefined, 'DKK/kWh', 'DKK/MWh', 'oere/kWh']);
  const price = (): string => (unit === 'DKK/MWh' ? chance.decimal(4000, chance.between(0, 6), negative) : unit === 'oere/kWh' ? chance.decimal(400, chance.between(0, 4), negative) : chance.decimal(4, chance.between(0, 6), negative));
  const series = (from: number, to: number, resolution: 'PT15M' | 'PT1H', registeredAt?: string): Spot => ({
    area: 'DK1', resolution, from: new Date(from).toISOString(), ...(unit ? { unit } : {}), ...(registeredAt ? { registeredAt } : {}),
    prices: Array.from({ length: (to - from) / (resolution === 'PT1H' ? 3_600_000 : 900_000) }, price),
  });
  const middle = begin + Math.floor((end - begin) / 7_200_000) * 3_600_000;
  const first = chance.one(['PT15M', 'PT1H'] as const);
  const all = chance.percent(70) ? [series(begin, end, first)] : [series(begin, middle, first), series(middle, end, chance.one(['PT15M', 'PT1H']))];
  if (chance.percent(20)) all.unshift(series(begin, Math.min(end, begin + 3_600_000 * chance.between(1, 48)), chance.one(['PT15M', 'PT1H']), '2030-01-01T00:00:00Z'));
  if (chance.percent(10)) all.push({ ...series(begin, end, 'PT1H'), area: 'DK2' });
  return all;
};

export const randomProducts = (frame: Frame): { products: Product[]; contracts: Contract[] } => {
  const { chance } = frame;
  const products: Product[] = [];
  const add = (id: string, kind: Product['kind']): string => {
    products.push({ id, kind, prices: phases(frame, 15).map((span, at): ProductPrice => ({
      ...span, version: String(at + 1),
      ...(kind === 'fixed' ? { fixedDkkPerKwh: chance.decimal(4, chance.between(0, 5)) } : { marginDkkPerKwh: chance.decimal(1, chance.between(0, 5), 5) }),
      ...(chance.percent(60) ? { subscriptionDkkPerMonth: chance.decimal(80, chance.between(0, 2)) } : {}),
    })) });
    return id;
  };
  const main = (id: string): string => add(id, chance.one(['spot', 'spot', 'spotAllIn', 'fixed']));
  const addOns = Array.from({ length: chance.one([0, 0, 1, 2]) }, (_, at) => add(`extra${at}`, 'addOn'));
  const withAddOns = (list: Contract['products']): Contract['products'] => [...list, ...addOns.map((product) => (chance.percent(30) ? { product, from: dayInside(frame) } : { product }))];
  const [first, change] = [main('main'), dayInside(frame)];
  if (change > frame.from && chance.percent(12)) {
    return { products, contracts: [{ id: 'c1', from: LONG_AGO, products: withAddOns([{ product: first, from: LONG_AGO, to: change }, { product: main('other'), from: change }]) }] };
  }
  if (change > frame.from && chance.percent(10)) {
    return { products, contracts: [{ id: 'c1', from: LONG_AGO, to: change, products: [{ product: first }] }, { id: 'c2', from: change, products: [{ product: chance.percent(50) ? first : main('other') }] }] };
  }
  return { products, contracts: [{ id: 'c1', from: LONG_AGO, products: withAddOns([{ product: first }]) }] };
};

export const randomCharges = (frame: Frame): { charges: Charge[]; links: Link[] } => {
  const { chance } = frame;
  const price = (): string => chance.decimal(2, chance.between(0, 6), 3);
  const dated = (hourly: boolean, changePercent: number): Charge['prices'] => phases(frame, changePercent).map((span, at) => ({
    ...span, version: String(at + 1), ...(hourly ? { hours: Array.from({ length: 24 }, price) } : { price: price() }),
  }));
  const points = (resolution: string): Charge['prices'] => {
    const from = resolution === 'P1M' ? `${frame.from.slice(0, 8)}01` : frame.from;
    const length = resolution === 'PT1H' ? (frame.end - frame.begin) / 3_600_000 : resolution === 'PT15M' ? (frame.end - frame.begin) / 900_000 : resolution === 'P1D' ? daysOf(frame.from, frame.to).length : 4;
    return [{ from, points: Array.from({ length }, price) }];
  };
  const tariff = (owner: string, code: string, category: string): Charge => {
    const form = chance.below(10);
    const resolution = form < 4 ? 'PT1H' : form < 7 ? 'P1D' : chance.one(['PT15M', 'PT1H', 'P1D', 'P1M']);
    return { owner, type: 'tariff', code, category, resolution, ...(category === 'electricityTax' ? { tax: true } : {}), ...(chance.percent(4) ? { vatExempt: true } : {}), prices: form < 7 ? dated(form < 4, 20) : points(resolution) };
  };
  const standing = (type: 'subscription' | 'fee', code: string, resolution: string): Charge => ({
    owner: GRID, type, code, category: 'other', resolution,
    prices: chance.percent(80) ? phases(frame, 10).map((span) => ({ ...span, price: chance.decimal(100, 2) })) : points(resolution),
  });
  const charges = [tariff(GRID, 'net', 'grid'), tariff(SYSTEM, 'sys', 'system'), tariff(SYSTEM, 'tra', 'transmission'), tariff(SYSTEM, 'tax', 'electricityTax')];
  if (chance.percent(20)) charges.push(tariff(GRID, 'net2', 'grid'));
  if (chance.percent(70)) charges.push(standing('subscription', 'sub', 'P1M'));
  if (chance.percent(10)) charges.push(standing('subscription', 'day', 'P1D'));
  if (chance.percent(15)) charges.push(standing('fee', 'fee', 'P1D'));
  if (chance.percent(10)) charges.push({ ...standing('subscription', 'own', 'P1M'), notBilled: true });
  const links = charges.map(({ owner, type, code }): Link => {
    const key: Key = { owner, type, code };
    const feeDay = dayInside(frame);
    if (type === 'fee') return { ...key, from: feeDay, to: dayAfter(feeDay), factor: '1' };
    const starts = code === 'net2' || code === 'sub' ? chance.percent(20) : false;
    return { ...key, from: starts ? feeDay : LONG_AGO, ...(type === 'subscription' && chance.percent(20) ? { factor: String(chance.between(1, 5)) } : {}) };
  });
  return { charges, links };
};

export const randomReduction = (frame: Frame, dayKwh: () => string): Reduction => {
  const { chance } = frame;
  const entitledFrom = chance.one([LONG_AGO, LONG_AGO, `${frame.from.slice(0, 4)}-01-01`, dayInside(frame)]);
  const until = chance.percent(15) ? dayInside(frame) : undefined;
  const hub = chance.percent(20);
  return {
    entitled: [{ from: entitledFrom, ...(until && until > entitledFrom ? { to: until } : {}) }],
    yearStartsInMonth: String(chance.percent(50) ? 1 : chance.between(1, 12)),
    limits: [{ from: LONG_AGO, kwhPerYear: chance.one(['4000', '4000', '100', '0', '12345.678']) }],
    prices: phases(frame, 10).map((span) => ({ ...span, dkkPerKwh: chance.decimal(1, 3) })),
    usedBeforeKwh: chance.one(['0', chance.decimal(4200, 3), chance.decimal(100, 3)]),
    ...(hub ? { fullRateReadings: [{ from: frame.from, values: daysOf(frame.from, frame.to).map(dayKwh) }] } : {}),
  };
};

