import { addDays, type Calendar, calendarOf, type LocalDate } from '#energy';
import { type Decider, type Event, type EventStore, handle, type Receipt } from '#kernel';
import { charge, chargeStream } from '../../../libs/catalogue/domain/charge.js';
import { product, productStream } from '../../../libs/catalogue/domain/product.js';
import { rate, rateStream } from '../../../libs/catalogue/domain/rate.js';
import { spotDay, spotStream } from '../../../libs/catalogue/domain/spot-day.js';
import type { ChargeKey, ChargePrice, ChargeTerms, PriceArea, ProductPrice, ProductTerms, Rate } from '../../../libs/catalogue/domain/terms.js';
import { type MasterData, meteringPoint, meteringPointStream } from '../../../libs/metering/domain/metering-point.js';
import { readingsDay, readingsStream } from '../../../libs/metering/domain/readings-day.js';
import { contract, contractStream } from '../../../libs/portfolio/domain/contract.js';
import type { BillingFrequency, ContractStatement, LinkStatement } from '../../../libs/portfolio/domain/events.js';
import { heating, heatingStream } from '../../../libs/portfolio/domain/heating.js';
import { links, linksStream } from '../../../libs/portfolio/domain/links.js';
import { supply, type SupplyCommand, supplyStream } from '../../../libs/portfolio/domain/supply.js';
import type { Chance } from '../../oracle/chance.js';

/** Something that the outside world says, decided by the context it belongs to. `what` is for people who read a failed history. */
export type Saying = Readonly<{ what: string; say(store: EventStore, commandId: string): Promise<Receipt> }>;

/** A small world: a few points, the days they are supplied on, and everything that will ever be said about them in the order in which it is said. */
export type World = Readonly<{
  zone: string; calendar: Calendar; area: PriceArea; first: LocalDate; end: LocalDate; points: readonly string[]; sayings: readonly Saying[];
}>;

const OWNER = '5790000432752';
const GRID_OWNER = '5790000705689';
const HOUR = 3_600_000;

const saying = <State, Command, E extends Event>(stream: string, decider: Decider<State, Command, E>, command: Command): Saying =>
  ({ what: `${stream}: ${JSON.stringify(command).slice(0, 300)}`, say: (store, commandId) => handle(store, decider, { stream, command, context: { commandId } }) });

/** Registrations in the order of `number`; arrival has an order of its own. */
const registered = (number: number): string => `2030-01-01T00:00:${String(number).padStart(2, '0')}Z`;

const stateSupply = (command: SupplyCommand): Saying => saying(supplyStream(command.data.gsrn), supply, command);
const stateContract = (data: ContractStatement): Saying => saying(contractStream(data.contractId), contract, { type: 'StateContract', data });
const linkCharge = (data: LinkStatement): Saying => saying(linksStream(data.gsrn), links, { type: 'LinkCharge', data });
const statePoint = (gsrn: string, validFrom: string, masterData: MasterData): Saying => saying(meteringPointStream(gsrn), meteringPoint, { type: 'StateMasterData', data: { gsrn, validFrom, masterData } });
const publishRate = (data: Rate): Saying => saying(rateStream(data.name), rate, { type: 'PublishRate', data, registration: 'given' });
const publishPrice = (data: ChargeKey & ChargePrice): Saying => saying(chargeStream(data), charge, { type: 'PublishChargePrice', data, registration: 'given' });
const publishProductPrice = (data: Readonly<{ id: string }> & ProductPrice): Saying => saying(productStream(data.id), product, { type: 'PublishProductPrice', data, registration: 'given' });

/** Spot prices of whole hours, quarters where asked, from an instant on. */
export const publishSpot = (area: PriceArea, day: LocalDate, from: number, resolution: 'PT1H' | 'PT15M', prices: readonly (string | null)[], registeredAt: string): Saying =>
  saying(spotStream(area, day), spotDay, { type: 'PublishSpotPrices', registration: 'given', data: { area, day, resolution, from: new Date(from).toISOString(), prices, registeredAt } });

/** A series of readings of one point from an instant on; the same `seriesId` again is the same message again. */
export const receiveReadings = (of: Readonly<{ gsrn: string; type: string; from: number; resolution: 'PT1H' | 'PT15M'; wh: readonly (number | null)[]; seriesId: string; registeredAt: string }>, calendar: Calendar): Saying => {
  const { gsrn, type, from, resolution, wh, seriesId, registeredAt } = of;
  const to = from + wh.length * (resolution === 'PT1H' ? HOUR : HOUR / 4);
  return saying(readingsStream(gsrn, calendar.dayOf(from)), readingsDay, { type: 'ReceiveReadings', data: {
    gsrn, meteringPointType: type, resolution, from: new Date(from).toISOString(), to: new Date(to).toISOString(), energyWh: wh, registeredAt,
    source: { sender: '5790001330552', documentId: `document-${seriesId}`, seriesId, index: 0 },
  } });
};

/** Days around which something happens to clocks, months and years, and ordinary ones. */
const ANCHORS = ['2025-03-30', '2025-10-26', '2025-01-31', '2024-02-29', '2024-12-31', '2025-03-31', '2025-06-12', '2026-03-29'];

export const randomWorld = (chance: Chance): World => {
  const zone = chance.percent(65) ? 'Europe/Copenhagen' : 'UTC';
  const long = chance.percent(1);
  const first = addDays(chance.one(ANCHORS), -chance.between(0, long ? 20 : 4));
  const end = addDays(first, long ? chance.between(31, 62) : chance.between(2, 6));
  const calendar = calendarOf(zone);
  const area = chance.one(['DK1', 'DK2'] as const);
  const points = Array.from({ length: long ? 1 : chance.one([1, 1, 1, 2, 2, 3]) }, (_, at) => `57131310000000001${at}`);
  const frame: Frame = { chance, calendar, area, told: addDays(first, -2), first, end, size: calendar.daysBetween(first, end) };
  const common = [...prices(frame), ...spotPrices(frame)];
  const own = points.map((gsrn) => point(frame, gsrn));
  const base = [...common.flatMap(({ base: one }) => one), ...own.flatMap(({ base: one }) => one)];
  const later = [...common.flatMap(({ later: one }) => one), ...own.flatMap(({ later: one }) => one)];
  return { zone, calendar, area, first, end, points, sayings: inOrderOfArrival(chance, base, later) };
};

/** Mostly what is needed comes before what changes it; much comes late, some of the changes come first. */
const inOrderOfArrival = (chance: Chance, base: readonly Saying[], later: readonly Saying[]): readonly Saying[] => {
  const orderly = chance.one([30, 80, 95, 99]);
  const places = [...base.map((of) => ({ of, at: chance.percent(orderly) ? chance.below(100) : chance.below(1_000) })), ...later.map((of) => ({ of, at: chance.percent(85) ? chance.between(100, 999) : chance.below(200) }))];
  return places.sort((a, b) => a.at - b.at).map(({ of }) => of);
};

/** `first` to `end` are the days of supply as first stated, `told` is where spot prices and readings begin: a supply may turn out to have begun earlier. */
type Frame = Readonly<{ chance: Chance; calendar: Calendar; area: PriceArea; told: LocalDate; first: LocalDate; end: LocalDate; size: number }>;
/** What there has to be, and what changes it. */
type Part = Readonly<{ base: readonly Saying[]; later: readonly Saying[] }>;

const dayIn = ({ chance, first, size }: Frame): LocalDate => addDays(first, chance.below(size));
const price = (chance: Chance, below = 2): string => chance.decimal(below, chance.one([2, 4, 6]), 5);
const some = <T>(chance: Chance, share: number, make: () => T): T[] => (chance.percent(share) ? [make()] : []);
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

const key = (owner: string, type: ChargeKey['type'], code: string): ChargeKey => ({ owner, type, code });
const GRID = key(GRID_OWNER, 'tariff', 'grid');
const SYSTEM = key(OWNER, 'tariff', 'system');
const TRANSMISSION = key(OWNER, 'tariff', 'transmission');
const TAX = key(OWNER, 'tariff', 'tax');
const RENT = key(GRID_OWNER, 'subscription', 'rent');
const FEE = key(GRID_OWNER, 'fee', 'visit');
const BALANCE = key(OWNER, 'tariff', 'balance');
const REQUIRED = [GRID, SYSTEM, TRANSMISSION, TAX];
const OTHERS = [RENT, FEE, BALANCE];

const prices = (frame: Frame): readonly Part[] => [
  priced(frame, GRID, { category: 'grid', resolution: 'PT1H' }, 'hours'), priced(frame, SYSTEM, { category: 'system', resolution: 'P1D' }, 'price'),
  priced(frame, TRANSMISSION, { category: 'transmission', resolution: 'PT1H' }, 'price'), priced(frame, TAX, { category: 'electricityTax', resolution: 'P1D', tax: true }, 'price'),
  priced(frame, RENT, { category: 'grid', resolution: 'P1M' }, 'price'), priced(frame, FEE, { category: 'other', resolution: 'P1D', vatClass: 'D01' }, 'price'),
  priced(frame, BALANCE, { category: 'balance', resolution: 'P1D' }, 'points'),
  ...(['spot', 'allin', 'fixed', 'green'] as const).map((id) => productPart(frame, id)), rates(frame),
];

const priced = (frame: Frame, of: ChargeKey, terms: Partial<ChargeTerms>, form: 'price' | 'hours' | 'points'): Part => {
  const { chance, told, end, calendar } = frame;
  const define = (name: string): Saying => saying(chargeStream(of), charge, { type: 'DefineCharge', data: { ...of, name, category: 'other', resolution: 'P1D', tax: false, notBilled: false, vatClass: 'D02', ...terms } });
  const values = (days: number): Pick<ChargePrice, 'price' | 'hours' | 'points'> => {
    if (form === 'points') return { points: times(days, () => (chance.percent(1) ? null : price(chance))) };
    return form === 'hours' && chance.percent(60) ? { hours: times(24, () => price(chance)) } : { price: price(chance, of.type === 'tariff' ? 2 : 80) };
  };
  const entry = (from: LocalDate, number: number): Saying => {
    const { price: flat, hours, points } = values(Math.max(1, calendar.daysBetween(from, end)));
    return publishPrice({ ...of, from, registeredAt: registered(number), ...(flat !== undefined && { price: flat }), ...(hours && { hours }), ...(points && { points }) });
  };
  const since = form === 'points' ? told : '2023-01-01';
  return {
    base: [define(of.code), entry(since, 1)],
    later: [
      ...times(chance.one([0, 0, 0, 1, 2]), (at) => entry(dayIn(frame), 2 + at)), ...some(chance, 12, () => entry(since, chance.between(2, 5))),
      ...some(chance, 4, () => define(`${of.code} again`)), ...some(chance, 5, () => publishPrice({ ...of, from: dayIn(frame), to: end, registeredAt: registered(6), ...values(1) })),
    ],
  };
};

const KINDS: Readonly<Record<string, ProductTerms['kind']>> = { spot: 'spot', allin: 'spotAllIn', fixed: 'fixed', green: 'addOn' };

const productPart = (frame: Frame, id: string): Part => {
  const { chance } = frame;
  const define = (name: string): Saying => saying(productStream(id), product, { type: 'DefineProduct', data: { id, name, kind: KINDS[id]! } });
  const entry = (from: LocalDate, number: number): Saying => publishProductPrice({
    id, from, registeredAt: registered(number), ...(id === 'fixed' ? { fixedDkkPerKwh: price(chance) } : { marginDkkPerKwh: price(chance, 1) }), ...(id !== 'green' && { subscriptionDkkPerMonth: price(chance, 60) }),
  });
  return { base: [define(id), entry('2023-01-01', 1)], later: [...some(chance, 15, () => entry(dayIn(frame), 2)), ...some(chance, 8, () => entry('2023-01-01', 3)), ...some(chance, 3, () => define(`${id} again`))] };
};

const rates = (frame: Frame): Part => {
  const { chance } = frame;
  const entry = (name: Rate['name'], from: LocalDate, value: string, number: number): Saying => publishRate({ name, from, value, registeredAt: registered(number) });
  return {
    base: [entry('vat', '2000-01-01', '0.25', 1), entry('taxLimit', '2020-01-01', '4000', 1), entry('reducedTax', '2020-01-01', '0.008', 1)],
    later: [
      ...some(chance, 12, () => entry('vat', dayIn(frame), chance.one(['0.3', '0.2', '0']), 2)), ...some(chance, 4, () => entry('vat', '2000-01-01', '0.2', 3)),
      ...some(chance, 8, () => entry('taxLimit', '2020-01-01', chance.one(['100', '900', '5000']), 2)), ...some(chance, 8, () => entry('reducedTax', dayIn(frame), price(chance, 1), 2)),
    ],
  };
};

const spotPrices = (frame: Frame): readonly Part[] => {
  const { chance, calendar, area, size, told } = frame;
  const quarters = chance.percent(15);
  const each = quarters ? HOUR / 4 : HOUR;
  const publish = (day: LocalDate, hours: readonly [number, number], number: number, missing = 0): Saying => {
    const [start, stop] = [calendar.startOfDay(day) + hours[0] * HOUR, calendar.startOfDay(day) + hours[1] * HOUR];
    return publishSpot(area, day, start, quarters ? 'PT15M' : 'PT1H', times((stop - start) / each, () => (chance.percent(missing) ? null : price(chance))), registered(number));
  };
  return times(size + 2, (at): Part => {
    const day = addDays(told, at);
    const hours = calendar.hoursIn(day);
    const base = chance.percent(12) ? [publish(day, [0, 12], 1), publish(day, [12, hours], 1)] : [publish(day, [0, hours], 1, chance.percent(5) ? 5 : 0)];
    const corrections = chance.one([0, 0, 0, 0, 0, 0, 1, 2]);
    return { base: chance.percent(1) ? base.slice(1) : base, later: [...times(corrections, (turn) => publish(day, chance.percent(50) ? [0, hours] : [5, 9], 2 + turn, chance.percent(8) ? 10 : 0)), ...some(chance, 4, () => base[0]!)] };
  });
};

const point = (frame: Frame, gsrn: string): Part => {
  const { chance, first, size, end } = frame;
  const kind = chance.one(['household', 'household', 'solar', 'heated', 'heated-by-hub'] as const);
  const { area } = frame;
  const master = (type: string, parentGsrn?: string): MasterData =>
    ({ meteringPointType: type, gridArea: '543', priceArea: area, resolution: 'PT1H', supplyPeriods: [], ...(parentGsrn !== undefined && { parentGsrn }) });
  const terms = agreed(frame, gsrn);
  const parts: Part[] = [terms, linked(frame, gsrn), measured(frame, gsrn, 'E17', 3_000), { base: [statePoint(gsrn, '2020-01-01', master('E17'))], later: [] }];
  const child = `${gsrn.slice(0, 16)}9${gsrn.slice(17)}`;
  if (kind === 'solar') {
    const coupled = chance.percent(60) ? '2020-01-01' : dayIn(frame);
    parts.push(measured(frame, child, 'E18', 4_000), {
      base: [statePoint(child, coupled, master('E18', gsrn))],
      later: [...some(chance, 15, () => statePoint(child, dayIn(frame), master('E18'))), ...some(chance, 10, () => statePoint(child, '2020-01-01', master('E18', gsrn)))],
    });
  }
  if (kind === 'heated' || kind === 'heated-by-hub') {
    const entitle = (from: LocalDate, more: Readonly<{ to?: string; usedBeforeKwh?: string }> = {}): Saying => saying(heatingStream(gsrn), heating, { type: 'StateHeating', data: { gsrn, from, ...more } });
    const since = chance.percent(60) ? '2024-01-01' : dayIn(frame);
    parts.push({ base: [entitle(since, chance.percent(50) ? { usedBeforeKwh: chance.one(['3990', '3999.5', '850', '12.5']) } : {})],
      later: [...some(chance, 15, () => entitle(since, { to: addDays(first, size - 1 > 0 ? size - 1 : 1), usedBeforeKwh: '3998' })), ...some(chance, 8, () => entitle(dayIn(frame), { to: end }))] });
  }
  if (kind === 'heated-by-hub') parts.push(measured(frame, child, 'D14', 1_500), { base: [statePoint(child, '2020-01-01', master('D14', gsrn))], later: [] });
  return { base: parts.flatMap(({ base }) => base), later: parts.flatMap(({ later }) => later) };
};

const measured = (frame: Frame, gsrn: string, type: string, most: number): Part => {
  const { chance, calendar, told, size, end } = frame;
  const step = size > 20 ? 7 : chance.one([1, 1, 2]);
  const resolution = chance.percent(12) ? 'PT15M' : 'PT1H';
  const each = resolution === 'PT1H' ? HOUR : HOUR / 4;
  const idle = chance.percent(15) ? 80 : 5;
  let number = 0;
  const series = (from: number, to: number, version: number, missing: number): Saying => receiveReadings({
    gsrn, type, from, resolution, registeredAt: registered(version), seriesId: `${gsrn}-${++number}`,
    wh: times((to - from) / each, () => (chance.percent(missing) ? null : chance.percent(idle) ? 0 : chance.below(most))),
  }, calendar);
  const at = (day: LocalDate): number => calendar.startOfDay(day > end ? end : day);
  const base: Saying[] = [];
  for (let day = 0; day < size + 2; day += step) {
    if (chance.percent(1)) continue; // never told
    base.push(series(at(addDays(told, day)), at(addDays(told, day + step)), 1, chance.percent(2) ? 5 : 0));
  }
  const correction = (turn: number): Saying => {
    const day = dayIn(frame);
    const [from, to] = [at(day), at(addDays(day, 1))];
    return chance.percent(60) ? series(from, to, 2 + turn, chance.percent(8) ? 20 : 0) : series(from + 3 * HOUR, from + chance.between(4, 20) * HOUR, chance.between(1, 4), chance.percent(10) ? 100 : 0);
  };
  return { base, later: [...times(chance.one([0, 0, 1, 1, 2, 3]), correction), ...some(chance, 20, () => base[chance.below(base.length)]!).filter((one) => one !== undefined)] };
};

const linked = (frame: Frame, gsrn: string): Part => {
  const { chance, end } = frame;
  const link = (of: ChargeKey, more: Partial<LinkStatement> = {}): Saying => linkCharge({ gsrn, ...of, factor: 1, from: '2020-01-01', ...more });
  const extra = OTHERS.filter(() => chance.percent(35));
  const any = (): ChargeKey => chance.one([...REQUIRED, ...OTHERS]);
  return {
    base: [...REQUIRED, ...extra].map((of) => link(of)),
    later: [
      ...some(chance, 6, () => link(any(), { to: dayIn(frame) })), ...some(chance, 15, () => link(chance.one(OTHERS), { from: dayIn(frame), factor: chance.between(1, 3) })),
      ...some(chance, 8, () => link(chance.one(OTHERS), { factor: 2 })), ...some(chance, 5, () => link(any(), { to: end })), ...some(chance, 4, () => link(chance.one(OTHERS), { to: '2020-01-01' })),
    ],
  };
};

/** Supplies and contracts: one customer, or one after another; days, frequency, payer and products agreed anew; starts corrected, switches reversed. */
const agreed = (frame: Frame, gsrn: string): Part => {
  const { chance, first, end, size } = frame;
  const moves = size > 1 && chance.percent(30) ? addDays(first, chance.between(1, size - 1)) : undefined;
  const frequency = (): BillingFrequency => chance.one(size > 20 ? ['monthly', 'monthly', 'weekly', 'quarterly'] : ['daily', 'weekly', 'monthly', 'monthly', 'quarterly']);
  const residents = moves === undefined ? [{ from: first, to: end }] : [{ from: first, to: moves }, { from: moves, to: end }];
  const parts = residents.map(({ from, to }, at): Part => {
    const [supplyId, contractId, customerId] = [`s${at}-${gsrn.slice(-2)}`, `c${at}-${gsrn.slice(-2)}`, `customer-${chance.percent(20) ? 'x' : `${at}-${gsrn.slice(-2)}`}`];
    const open = at === residents.length - 1 && chance.percent(8);
    const main = chance.one(['spot', 'allin', 'fixed']);
    const plain: ContractStatement = {
      contractId, gsrn, customerId, payerId: customerId, from, products: [{ product: main }, ...(chance.percent(30) ? [{ product: 'green' }] : [])], billingFrequency: frequency(), paymentDays: 14,
    };
    const turn = dayIn(frame);
    const amended = (): ContractStatement => {
      switch (chance.below(7)) {
        case 0: return { ...plain, billingFrequency: frequency() };
        case 1: return { ...plain, payerId: 'payer-other' };
        case 2: return turn > from ? { ...plain, products: [{ product: main, to: turn }, { product: main === 'fixed' ? 'spot' : 'fixed', from: turn }] } : plain;
        case 3: return turn > from ? { ...plain, to: turn } : plain;
        case 4: return { ...plain, from: addDays(from, chance.between(-2, 2)) };
        case 5: return { ...plain, products: [{ product: main }, { product: 'green', from: turn }] };
        default: return { ...plain, products: [{ product: chance.one(['spot', 'allin', 'fixed']) }] };
      }
    };
    const successor: ContractStatement = { ...plain, contractId: `${contractId}-next`, from: turn, billingFrequency: frequency(), products: [{ product: chance.one(['spot', 'allin', 'fixed']) }] };
    const start = (id: string): Saying => stateSupply({ type: 'StartSupply', data: { gsrn, supplyId: id, customerId, from, ...(!open && { to }) } });
    return {
      base: [start(supplyId), ...some(chance, 98, () => stateContract(plain)), ...(open ? [stateSupply({ type: 'EndSupply', data: { gsrn, supplyId, to, reason: 'moveOut' } })] : [])],
      later: [
        ...times(chance.one([0, 0, 0, 1, 2]), () => stateContract(amended())), ...some(chance, 8, () => stateContract(plain)), ...some(chance, 8, () => stateContract(successor)),
        ...some(chance, 15, () => stateSupply({ type: 'CorrectSupplyStart', data: { gsrn, supplyId, from: addDays(from, chance.between(-2, 2)) } })),
        ...some(chance, 6, () => stateSupply({ type: 'CorrectSupplyStart', data: { gsrn, supplyId, from } })),
        ...some(chance, 8, () => stateSupply({ type: 'EndSupply', data: { gsrn, supplyId, to: addDays(to, chance.between(-2, 1)), reason: 'switch' } })),
        ...some(chance, 8, () => stateSupply({ type: 'ReverseSupply', data: { gsrn, supplyId, reason: 'wrong', process: 'BRS-003' } })),
        ...some(chance, 6, () => start(`${supplyId}-again`)),
      ],
    };
  });
  return { base: parts.flatMap(({ base }) => base), later: parts.flatMap(({ later }) => later) };
};
