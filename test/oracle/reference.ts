import type { Charge, Document, Span, Versioned } from './document.js';
import { cents, centsText, decimal, exactly, nearestEven, product } from './fixed.js';
import { dayAfter, daysApart, daysOf, lengthOfMonth, WallClock } from './wall-clock.js';

export type Expected = Readonly<{ lines: Readonly<Record<string, string>>; subtotal: string; vat: string; total: string }>;

const QUARTER = 900_000;

/**
 * The same answer by another road: a ledger. Every interval and every day posts to accounts named line | segment | VAT rate;
 * accounts are rounded at the end. Nothing here is shared with the settlement it judges.
 */
export const reference = (document: Document): Expected => new Ledger(document).close();

const holds = (span: Span, day: string): boolean => span.from <= day && (span.to === undefined || day < span.to);

/** Later start wins; then later registration, then higher number, then later in the list. */
const current = <T extends Span & Versioned>(entries: readonly T[], day: string): T | undefined => entries
  .map((entry, at) => ({ entry, key: `${entry.from} ${(entry.registeredAt ?? '').padEnd(30)} ${(entry.version ?? '').padStart(12, '0')} ${String(at).padStart(6, '0')}` }))
  .filter(({ entry }) => holds(entry, day)).sort((a, b) => (a.key < b.key ? 1 : -1))[0]?.entry;

type Quarter = { value: bigint | null; length: number; rank: string };

/** Which value stands on which quarter: written quarter by quarter, a higher rank over a lower. */
const spread = (series: readonly (Versioned & { resolution: string; from: string; list: readonly (string | null)[] })[], parse: (text: string) => bigint): ReadonlyMap<number, Quarter> => {
  const quarters = new Map<number, Quarter>();
  series.forEach(({ resolution, from, list, registeredAt, version }, at) => {
    const [length, start] = [resolution === 'PT1H' ? 4 : 1, Date.parse(from)];
    const rank = `${(registeredAt ?? '').padEnd(30)} ${(version ?? '').padStart(12, '0')} ${String(at).padStart(6, '0')}`;
    list.forEach((text, index) => {
      const value = text === null ? null : parse(text);
      for (let quarter = 0; quarter < length; quarter++) {
        const time = start + (index * length + quarter) * QUARTER;
        const there = quarters.get(time);
        if (!there || there.rank < rank) quarters.set(time, { value, length, rank });
      }
    });
  });
  return quarters;
};

const perUnit = (price: string): bigint => product(price, '1');

const wh = (kwh: string): bigint => {
  const [digits, tens] = decimal(kwh);
  return exactly(digits * 1000n, tens);
};

type Account = { amount: bigint };

class Ledger {
  private readonly accounts = new Map<string, Account>();
  private readonly clock: WallClock;
  private readonly days: readonly string[];
  private readonly segmentOf = new Map<string, string>();
  private readonly rateOf = new Map<string, string>();

  constructor(private readonly doc: Document) {
    this.clock = WallClock.in(doc.zone);
    this.days = daysOf(doc.period.from, doc.period.to).filter((day) => doc.supply.some((span) => holds(span, day)));
    for (const day of this.days) this.rateOf.set(day, current(doc.vat, day)!.rate);
    this.cutSegments();
    this.postIntervals();
    for (const day of this.days) this.postDay(day);
  }

  close(): Expected {
    const lines: Record<string, bigint> = {};
    const bases: Record<string, bigint> = {};
    for (const [account, { amount }] of this.accounts) {
      const [line, , rate] = account.split('|') as [string, string, string];
      const rounded = cents(amount);
      lines[line] = (lines[line] ?? 0n) + rounded;
      bases[rate] = (bases[rate] ?? 0n) + rounded;
    }
    let vat = 0n;
    const byRate = new Map<string, readonly [bigint, bigint, bigint]>();
    for (const [rate, base] of Object.entries(bases)) {
      const [n, d] = decimal(rate);
      const key = String((n * 10n ** 14n) / d);
      byRate.set(key, [(byRate.get(key)?.[0] ?? 0n) + base, n, d]);
    }
    for (const [base, n, d] of byRate.values()) vat += nearestEven(base * n, d);
    const subtotal = Object.values(lines).reduce((a, b) => a + b, 0n);
    return { lines: Object.fromEntries(Object.entries(lines).map(([line, amount]) => [line, centsText(amount)])), subtotal: centsText(subtotal), vat: centsText(vat), total: centsText(subtotal + vat) };
  }

  private post(line: string, day: string, amount: bigint, exempt = false): void {
    this.account(line, day, exempt).amount += amount;
  }

  private account(line: string, day: string, exempt = false): Account {
    const name = `${line}|${this.segmentOf.get(day)}|${exempt ? '0' : this.rateOf.get(day)}`;
    const account = this.accounts.get(name) ?? { amount: 0n };
    this.accounts.set(name, account);
    return account;
  }

  /** A day starts a segment when it does not follow the day before or anything agreed or published has another value. */
  private cutSegments(): void {
    let [previous, text, name] = ['', '', ''];
    for (const day of this.days) {
      const now = this.describe(day);
      if (dayAfter(previous || '2000-01-01') !== day || now !== text) name = day;
      this.segmentOf.set(day, name);
      [previous, text] = [day, now];
    }
  }

  private describe(day: string): string {
    const number = (value: string | undefined): string => (value === undefined ? '' : String(product(value, '1')));
    const products = this.productsOn(day).map(({ id, price }) => [id, number(price.marginDkkPerKwh), number(price.fixedDkkPerKwh), number(price.subscriptionDkkPerMonth)]);
    const charges = this.chargesOn(day).filter(({ charge }) => charge.type !== 'fee').map(({ charge, factor }) => {
      const entry = current(charge.prices, day);
      const varies = charge.prices[0]?.points && charge.resolution !== 'P1M';
      const value = varies ? 'varies' : charge.prices[0]?.points ? number(this.pointOn(charge, day)) : (entry?.hours ?? [entry?.price]).map(number).join();
      return [charge.owner, charge.type, charge.code, charge.type === 'tariff' ? '' : String(factor), value];
    });
    const reduction = this.doc.electricityTaxReduction;
    const reduced = reduction && reduction.entitled.some((span) => holds(span, day)) ? number(current(reduction.prices, day)?.dkkPerKwh) : '';
    return JSON.stringify([this.contractOn(day)?.id, products, charges, number(current(this.doc.vat, day)?.rate), reduced]);
  }

  private contractOn(day: string) {
    return this.doc.contracts.find((contract) => holds(contract, day));
  }

  private productsOn(day: string) {
    const contract = this.contractOn(day)!;
    return contract.products.filter((one) => holds({ ...one, from: one.from ?? contract.from }, day)).map(({ product: id }) => {
      const found = this.doc.products.find((one) => one.id === id)!;
      return { id, kind: found.kind, price: current(found.prices, day)! };
    });
  }

  private chargesOn(day: string) {
    return this.doc.charges.filter(({ notBilled }) => !notBilled).flatMap((charge) => {
      const link = this.doc.links.find((one) => one.owner === charge.owner && one.type === charge.type && one.code === charge.code && holds(one, day));
      return link ? [{ charge, factor: BigInt(link.factor ?? '1') }] : [];
    });
  }

  private pointOn(charge: Charge, day: string): string | undefined {
    for (const { from, points } of [...charge.prices].reverse()) {
      const index = charge.resolution === 'P1D' ? daysApart(from, day) : (Number(day.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(day.slice(5, 7)) - Number(from.slice(5, 7));
      if (day >= from && points && index < points.length) return points[index] ?? undefined;
    }
    return undefined;
  }

  private postDay(day: string): void {
    for (const { id, price } of this.productsOn(day)) {
      if (price.subscriptionDkkPerMonth !== undefined) this.post(`product/${id}/subscription`, day, product(price.subscriptionDkkPerMonth, '1', BigInt(lengthOfMonth(day))));
    }
    for (const { charge, factor } of this.chargesOn(day)) {
      if (charge.type === 'tariff') continue;
      const price = charge.prices[0]!.points ? this.pointOn(charge, day)! : current(charge.prices, day)!.price!;
      const monthly = charge.type === 'subscription' && charge.resolution === 'P1M';
      this.post(`charge/${charge.owner}/${charge.type}/${charge.code}`, day, product(price, factor.toString(), monthly ? BigInt(lengthOfMonth(day)) : 1n), charge.vatExempt);
    }
  }

  private postIntervals(): void {
    const { doc } = this;
    const used = spread(doc.readings.map((one) => ({ ...one, list: one.values })), wh);
    const made = spread((doc.exportReadings ?? []).map((one) => ({ ...one, list: one.values })), wh);
    const spot = spread(doc.spot.filter(({ area }) => area === doc.point.priceArea).map((one) => ({ ...one, list: one.prices.map((price) => toDkk(price, one.unit)) })), perUnit);
    const points = new Map(doc.charges.filter((charge) => charge.prices[0]?.points && charge.resolution.startsWith('PT')).map((charge) => [charge, spread(charge.prices.map((entry) => ({
      ...entry, resolution: charge.resolution, from: new Date(this.clock.midnight(entry.from)).toISOString(), list: entry.points!,
    })), perUnit)]));
    let reduction: { year: string; left: bigint } | undefined;
    let started = false;
    for (const day of this.days) {
      const hub = doc.electricityTaxReduction?.fullRateReadings;
      const entitled = this.entitlement(day);
      if (hub && entitled) reduction = { year: day, left: this.hubFigure(day) };
      else if (!entitled) reduction = undefined;
      else if (reduction?.year !== entitled.key) {
        reduction = { year: entitled.key, left: entitled.limit - (started ? 0n : wh(doc.electricityTaxReduction?.usedBeforeKwh ?? '0')) };
        started = true;
      }
      const [begin, end] = [this.clock.midnight(day), this.clock.midnight(dayAfter(day))];
      const coupled = doc.exportReadings !== undefined && (doc.exportCoupled ?? [{ from: '0000' }]).some((span) => holds(span, day));
      const agreed = this.productsOn(day).flatMap(({ id, kind, price: { marginDkkPerKwh, fixedDkkPerKwh } }) => {
        const [margin, fixed] = [perUnit(marginDkkPerKwh ?? '0'), perUnit(fixedDkkPerKwh ?? '0')];
        if (kind === 'spotAllIn') return [{ account: this.account(`product/${id}/energy`, day), usesSpot: true, own: margin }];
        if (kind === 'fixed') return [{ account: this.account(`product/${id}/fixed`, day), usesSpot: false, own: fixed }];
        const ownLine = marginDkkPerKwh === undefined ? [] : [{ account: this.account(`product/${id}/margin`, day), usesSpot: false, own: margin }];
        return kind === 'addOn' ? ownLine : [...ownLine, { account: this.account('spot/consumption', day), usesSpot: true, own: 0n }];
      });
      const tariffs = this.chargesOn(day).filter(({ charge }) => charge.type === 'tariff').map(({ charge }) => {
        const entry = current(charge.prices, day);
        const everyHour = (price: string): bigint[] => Array.from({ length: 24 }, () => product(price, '1'));
        const byHour = points.has(charge) ? [] : charge.prices[0]!.points ? everyHour(this.pointOn(charge, day)!) : entry!.hours ? entry!.hours.map((price) => product(price, '1')) : everyHour(entry!.price!);
        return { charge, byHour, account: this.account(`charge/${charge.owner}/tariff/${charge.code}`, day, charge.vatExempt) };
      });
      const reducedPrice = reduction ? product(current(doc.electricityTaxReduction!.prices, day)!.dkkPerKwh, '1') : 0n;
      for (let at = begin; at < end;) {
        const hourly = used.get(at)!.length === 4 || (coupled && made.get(at)!.length === 4);
        const quarters = hourly ? 4 : 1;
        const sum = (of: ReadonlyMap<number, Quarter>): bigint => {
          let total = 0n;
          for (let quarter = 0; quarter < quarters;) {
            const one = of.get(at + quarter * QUARTER)!;
            total += one.value!;
            quarter += one.length;
          }
          return total;
        };
        const net = sum(used) - (coupled ? sum(made) : 0n);
        const mean = (of: ReadonlyMap<number, Quarter>): bigint => {
          let total = 0n;
          for (let quarter = 0; quarter < quarters; quarter++) total += of.get(at + quarter * QUARTER)!.value!;
          return exactly(total, BigInt(quarters));
        };
        const hour = this.clock.at(at)[1];
        const billed = net > 0n ? net : 0n;
        if (net < 0n) this.post('spot/surplus', day, exactly(mean(spot) * net, 1000n));
        for (const { account, usesSpot, own } of agreed) account.amount += exactly((usesSpot ? mean(spot) + own : own) * billed, 1000n);
        const full = reduction === undefined || billed <= reduction.left ? billed : reduction.left > 0n ? reduction.left : 0n;
        for (const { charge, byHour, account } of tariffs) {
          const perKwh = points.has(charge) ? mean(points.get(charge)!) : byHour[hour]!;
          const splits = charge.category === 'electricityTax' && reduction !== undefined;
          account.amount += exactly(splits ? perKwh * full + reducedPrice * (billed - full) : perKwh * billed, 1000n);
        }
        if (reduction) reduction.left -= billed;
        at += quarters * QUARTER;
      }
    }
  }

  private entitlement(day: string): { key: string; limit: bigint } | undefined {
    const reduction = this.doc.electricityTaxReduction;
    const span = reduction?.entitled.find((one) => holds(one, day));
    if (!reduction || !span) return undefined;
    const month = String(reduction.yearStartsInMonth ?? '1').padStart(2, '0');
    const year = Number(day.slice(0, 4)) - (day.slice(5, 7) < month ? 1 : 0);
    const [begin, end] = [`${year}-${month}-01`, `${year + 1}-${month}-01`];
    const [from, to] = [span.from > begin ? span.from : begin, span.to !== undefined && span.to < end ? span.to : end];
    const limit = wh(current(reduction.limits, from)!.kwhPerYear) * BigInt(daysApart(from, to));
    const length = BigInt(daysApart(begin, end));
    return { key: from, limit: (2n * limit + length) / (2n * length) };
  }

  private hubFigure(day: string): bigint {
    const series = this.doc.electricityTaxReduction!.fullRateReadings!.find(({ from, values }) => from <= day && daysApart(from, day) < values.length)!;
    return wh(series.values[daysApart(series.from, day)]!);
  }
}

const toDkk = (price: string | null, unit = 'DKK/kWh'): string | null => {
  if (price === null || unit === 'DKK/kWh') return price;
  const places = unit === 'oere/kWh' ? 2 : 3;
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(price)!;
  const digits = whole!.padStart(places + 1, '0');
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}${fraction}`;
};
