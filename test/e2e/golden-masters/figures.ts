import { Decimal } from 'decimal.js';
import { Scenario } from '../../scenarios/customer/scenario.js';

/** Lines by id and the totals below them, DKK as text. */
export type Bill = Readonly<{ lines: Readonly<Record<string, string>>; subtotalDkk: string; vatDkk: string; totalDkk: string }>;
/** A changed reading of one hour. */
export type Change = Readonly<{ hour: string; oldKwh: string; newKwh: string }>;

type Dated = Readonly<{ from: string; price?: string; hours?: readonly string[]; marginDkkPerKwh?: string; subscriptionDkkPerMonth?: string; version?: string }>;
export type GivenCharge = Readonly<{ owner: string; type: string; code: string; name: string; category: string; resolution: string; tax?: boolean; prices: readonly Dated[] }>;
type Given = Readonly<{ charges: readonly GivenCharge[]; products: readonly Readonly<{ id: string; name: string; kind: string; prices: readonly Dated[] }>[] }>;

/** Charges and products of a situation; the market of all masters is that of the full month. */
export const given = (situation: string): Given => new Scenario(situation).json('when/input.json') as Given;
export const FULL_MONTH = 'given_a_full_month';

/** The figures that a situation expects. */
export const expected = (situation: string): Bill & Readonly<{ consumptionKwh: string; billedKwh?: string; surplusKwh?: string }> => {
  const scenario = new Scenario(situation);
  return { lines: lineTable(scenario, 'then/lines.csv'), ...(scenario.json('then/totals.json') as unknown as Omit<Bill, 'lines'> & { consumptionKwh: string }) };
};

/** What a correction alone would come to, each line rounded by itself: one of the two known conventions. */
export const expectedChange = (situation: string): Bill => {
  const scenario = new Scenario(situation);
  return { lines: lineTable(scenario, 'then/change_lines.csv'), ...(scenario.json('then/change_totals.json') as unknown as Omit<Bill, 'lines'>) };
};

/** The parts that a line is the sum of, where a price changes inside the period. */
export const expectedParts = (situation: string): readonly Readonly<Record<string, string>>[] => new Scenario(situation).rows('then/parts.csv');

/** The changed hours of a situation. */
export const changesOf = (situation: string): readonly Change[] => new Scenario(situation).rows('when/changes.csv').map((row) => ({ hour: row.at!, oldKwh: row.old_kwh!, newKwh: row.new_kwh! }));

const lineTable = (scenario: Scenario, file: string): Readonly<Record<string, string>> => Object.fromEntries(scenario.rows(file).map((row) => [row.id!, row.amount_dkk!]));

const byHour = (night: string, day: string, peak: string, evening: string): readonly string[] => Array.from({ length: 24 }, (_, hour) => (hour < 6 ? night : hour < 16 ? day : hour < 20 ? peak : evening));
/** Consumption of each day, kWh by hour. */
export const CONSUMPTION = byHour('0.300', '0.500', '1.200', '0.400');
/** Spot prices of each day, DKK per kWh by hour. */
export const SPOT = byHour('0.45', '0.85', '1.25', '0.55');

/** Export of the solar master, kWh by hour. */
export const EXPORT = Array.from({ length: 24 }, (_, hour) => (hour < 8 || hour > 16 ? '0' : hour < 10 ? '0.200' : hour < 15 ? '0.600' : hour === 15 ? '0.300' : '0.100'));

const DAY_MS = 24 * 60 * 60 * 1000;
const daysFrom = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;
const oere = (amount: Decimal): Decimal => amount.toDecimalPlaces(2, Decimal.ROUND_HALF_EVEN);
const text = (amount: Decimal): string => oere(amount).plus(0).toFixed(2);

/**
 * A bill by the masters' own rules, worked here once more so that nothing of the product is asked: every hour's kWh times its prices, each line rounded
 * once (half to even), subscriptions by days of the month, VAT once on the sum of rounded lines. Only changes inside the days count.
 */
export const byHand = (from: string, to: string, changes: readonly Change[] = []): Bill => {
  const { charges, products } = given(FULL_MONTH);
  const [{ prices: [sold] }] = products as [Given['products'][number]];
  const inside = changes.filter(({ hour }) => hour >= from && hour < to);
  const days = daysFrom(from, to);
  const kwh = CONSUMPTION.map((each, hour) => inside.filter((change) => new Date(change.hour).getUTCHours() === hour)
    .reduce((sum, { oldKwh, newKwh }) => sum.plus(newKwh).minus(oldKwh), new Decimal(each).times(days)));
  const perKwh = (priceOf: (hour: number) => Decimal.Value): Decimal => oere(kwh.reduce((sum, each, hour) => sum.plus(each.times(priceOf(hour))), new Decimal(0)));
  const monthDays = daysFrom(`${from.slice(0, 7)}-01`, new Date(Date.UTC(Number(from.slice(0, 4)), Number(from.slice(5, 7)), 1)).toISOString().slice(0, 10));
  const subscription = (monthly: string): Decimal => oere(new Decimal(monthly).times(days).dividedBy(monthDays));
  const lines = new Map<string, Decimal>([
    ['product/spot/energy', perKwh((hour) => new Decimal(SPOT[hour]!).plus(sold!.marginDkkPerKwh!))],
    ['product/spot/subscription', subscription(sold!.subscriptionDkkPerMonth!)],
    ...charges.map(({ owner, type, code, prices: [price] }): [string, Decimal] => [
      `charge/${owner}/${type}/${code}`, type === 'subscription' ? subscription(price!.price!) : perKwh((hour) => price!.hours?.[hour] ?? price!.price!)]),
  ]);
  const subtotal = [...lines.values()].reduce((sum, amount) => sum.plus(amount), new Decimal(0));
  const vat = oere(subtotal.times('0.25'));
  return { lines: Object.fromEntries([...lines].map(([id, amount]) => [id, text(amount)])), subtotalDkk: text(subtotal), vatDkk: text(vat), totalDkk: text(subtotal.plus(vat)) };
};

/** What a bill says beyond another, line by line; lines that do not differ are left out. */
export const difference = (now: Bill, before: Bill): Bill => {
  const of = (a: string | undefined, b: string | undefined): string => text(new Decimal(a ?? 0).minus(b ?? 0));
  const ids = [...new Set([...Object.keys(before.lines), ...Object.keys(now.lines)])];
  return {
    lines: Object.fromEntries(ids.map((id) => [id, of(now.lines[id], before.lines[id])]).filter(([, amount]) => amount !== '0.00')),
    subtotalDkk: of(now.subtotalDkk, before.subtotalDkk), vatDkk: of(now.vatDkk, before.vatDkk), totalDkk: of(now.totalDkk, before.totalDkk),
  };
};

/** The same with every sign turned. */
export const takenBack = (bill: Bill): Bill => difference({ lines: {}, subtotalDkk: '0', vatDkk: '0', totalDkk: '0' }, bill);

/** All of them in one. */
export const sumOf = (bills: readonly Bill[]): Bill => bills.reduce((sum, bill) => difference(sum, takenBack(bill)), { lines: {}, subtotalDkk: '0.00', vatDkk: '0.00', totalDkk: '0.00' });

/** Only lines that come to something. */
export const withoutZeros = (bill: Bill): Bill => difference(bill, { lines: {}, subtotalDkk: '0', vatDkk: '0', totalDkk: '0' });
