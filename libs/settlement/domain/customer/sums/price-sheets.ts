import { calendarOf, type Span } from '#energy';
import { derivedId } from '#kernel';
import { overlap } from '../dated.js';
import type { Period, SettlementInput } from '../settlement-input.js';
import { priceSheet, type PriceSheet } from './price-sheet.js';

/** So many sheets are kept; a portfolio has a few for each product and grid company. */
const MOST_SHEETS = 400;

/**
 * Sheets of prices, made once for all points that pay the same: equal charges, products, spot series and rates, days, links and factors. Charges and the like
 * are compared by what they say, once for each object: whoever gathers the inputs of many points shares the objects among them.
 */
export class PriceSheets {
  readonly #sheets = new Map<string, PriceSheet | undefined>();
  readonly #spans = new Map<string, Span>();
  readonly #numbers = new WeakMap<object, number>();
  readonly #contents = new Map<string, number>();

  /** The period's instants. */
  spanOf({ zone, period: { from, to } }: SettlementInput): Span {
    const key = `${zone} ${from} ${to}`;
    const known = this.#spans.get(key);
    if (known) return known;
    const calendar = calendarOf(zone);
    const span = { from: calendar.startOfDay(from), to: calendar.startOfDay(to) };
    this.#spans.set(key, span);
    return span;
  }

  /** The sheet for meters of one resolution; undefined where a price is too large to be summed fast. */
  of(input: SettlementInput, quarters: number): PriceSheet | undefined {
    const key = `${quarters} ${this.#keyOf(input)}`;
    if (this.#sheets.has(key)) return this.#sheets.get(key);
    const sheet = tried(input, quarters);
    if (this.#sheets.size >= MOST_SHEETS) this.#sheets.delete(this.#sheets.keys().next().value!);
    this.#sheets.set(key, sheet);
    return sheet;
  }

  #keyOf({ zone, priceArea, period, supply, contracts, products, charges, links, spot, vat, requiredCategories, reduction, exportReadings }: SettlementInput): string {
    const days = (span: Readonly<{ from: string; to?: string }>) => cutText(span, period);
    return [
      zone, priceArea, period.from, period.to, exportReadings !== undefined, supply.map(days),
      contracts.map((one) => `${days(one)}:${one.products.map((product) => `${product.product}@${days(product)}`).join('+')}`),
      products.map((one) => this.#number(one)), charges.map((one) => this.#number(one)),
      links.map((one) => `${one.owner}/${one.type}/${one.code}@${days(one)}*${one.factor}`),
      spot.map((one) => this.#number(one)), vat.map((one) => this.#number(one)), requiredCategories,
      reduction && [reduction.entitled.map(days), reduction.yearStartsInMonth, reduction.limits.map((one) => this.#number(one)), reduction.prices.map((one) => this.#number(one))],
    ].join('|');
  }

  #number(object: object): number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    const content = derivedId('content', JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)));
    const number = this.#contents.get(content) ?? this.#contents.size;
    this.#contents.set(content, number);
    this.#numbers.set(object, number);
    return number;
  }
}

/** The span as far as it lies in the period; empty outside. */
const cutText = (span: Readonly<{ from: string; to?: string }>, period: Period): string => {
  const cut = overlap(span, period);
  return cut ? `${cut.from}..${cut.to}` : '';
};

const tried = (input: SettlementInput, quarters: number): PriceSheet | undefined => {
  try {
    return priceSheet(input, quarters);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // a price beyond what numbers hold: settled one by one
    throw error;
  }
};
