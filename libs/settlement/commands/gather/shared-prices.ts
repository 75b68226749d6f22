import { type CatalogueCharge, type CatalogueProduct, type ChargeKey, chargeKeyText, type Known, type PriceArea, type Rate, type SpotPrices } from '#catalogue/published';
import { LENGTH_MS, parseInstant, scaledFromText, type LocalDate } from '#energy';
import type { AsOf, Heard } from '#kernel';
import type { Charge, Period, Product, SpotSeries, TaxReduction, VatRate } from '../../domain/customer/settlement-input.js';
import { inForce } from '../../domain/customer/dated.js';
import { settlementYearOf } from '../../domain/customer/tax-reduction.js';
import { chargeOf, chargeRef, priceOf, productOf, productRef, unknownCharge, unknownProduct } from './charge-of-facts.js';
import type { SettlementFacts, SettlementRules, Version } from './facts.js';

/** What a batch asks the catalogue for. */
export type PricesAsked = Readonly<{ charges: readonly ChargeKey[]; products: readonly string[]; areas: readonly PriceArea[]; days: Period }>;

/** Dated figures of law. */
export type Rates = Readonly<{ vat: readonly VatRate[]; limits: TaxReduction['limits']; reducedTax: TaxReduction['prices'] }>;

type PeriodPrices = { charges: Map<string, Charge>; spot: Map<string, readonly SpotSeries[]>; vat: readonly Version[] };

/**
 * Prices and rates of a batch, asked for once and turned into numbers once: points that pay the same share the very same objects. What a period gets
 * depends on the period alone, never on the other points of the batch.
 */
export class SharedPrices {
  readonly #periods = new Map<string, PeriodPrices>();
  readonly #products = new Map<string, Product>();
  readonly #heard = new Map<string, Heard>();
  /** Made when first asked for, so that a text that is no number stops those who need it and nobody else. */
  #spot: readonly (SpotSeries & Readonly<{ to: number }>)[] | undefined;
  #rates: Rates | undefined;

  private constructor(
    private readonly rules: SettlementRules,
    private readonly charges: ReadonlyMap<string, CatalogueCharge>, private readonly products: ReadonlyMap<string, CatalogueProduct>,
    private readonly spotFacts: readonly Known<SpotPrices>[], private readonly rateFacts: readonly Known<Rate>[],
  ) {
    for (const { terms, prices } of charges.values()) for (const { heard } of [terms, ...prices]) this.#heard.set(chargeRef(terms.fact, heard.revision), heard);
    for (const { terms, prices } of products.values()) for (const { heard } of [terms, ...prices]) this.#heard.set(productRef(terms.fact.id, heard.revision), heard);
  }

  /** @throws when the catalogue does not answer */
  static async load({ catalogue }: Pick<SettlementFacts, 'catalogue'>, rules: SettlementRules, { charges, products, areas, days }: PricesAsked, asOf: AsOf): Promise<SharedPrices> {
    const yearToo = { from: settlementYearOf(days.from, rules.yearStartsInMonth).from, to: days.to }; // a yearly limit is that of the day on which the entitlement began
    return new SharedPrices(rules, ...await Promise.all([
      catalogue.charges(charges, days, asOf), catalogue.products(products, days, asOf), catalogue.spot(areas, days, asOf), catalogue.rates(yearToo, asOf),
    ]));
  }

  get rates(): Rates {
    if (this.#rates) return this.#rates;
    const of = (name: Rate['name']) => this.rateFacts.filter(({ fact }) => fact.name === name).map((known) => ({ ...this.#provenance(known), value: known.fact.value }));
    return this.#rates = {
      vat: of('vat').map(({ value, ...dated }) => ({ ...dated, rate: priceOf(value) })),
      limits: of('taxLimit').map(({ value, ...dated }) => ({ ...dated, whPerYear: scaledFromText(value, 3) })),
      reducedTax: of('reducedTax').map(({ value, ...dated }) => ({ ...dated, price: priceOf(value) })),
    };
  }

  heardOf(ref: string): Heard | undefined {
    return this.#heard.get(ref);
  }

  /** The charge with its prices of the period; one without prices when nothing was published of it. */
  charge(key: ChargeKey, period: Period): Charge {
    const known = this.#of(period).charges;
    const text = chargeKeyText(key);
    const found = known.get(text) ?? this.#newCharge(key, text, period);
    known.set(text, found);
    return found;
  }

  /** Which version says what the charge is; undefined when nothing does. */
  chargeTerms(key: ChargeKey): Version | undefined {
    const heard = this.charges.get(chargeKeyText(key))?.terms.heard;
    return heard && { ref: chargeRef(key, heard.revision), heard };
  }

  product(id: string): Product {
    const known = this.products.get(id);
    const found = this.#products.get(id) ?? (known ? productOf(known) : unknownProduct(id));
    this.#products.set(id, found);
    return found;
  }

  productTerms(id: string): Version | undefined {
    const heard = this.products.get(id)?.terms.heard;
    return heard && { ref: productRef(id, heard.revision), heard };
  }

  spot(area: string, period: Period): readonly SpotSeries[] {
    const known = this.#of(period).spot;
    const { calendar } = this.rules;
    const [from, to] = [calendar.startOfDay(period.from), calendar.startOfDay(period.to)];
    this.#spot ??= this.spotFacts.map((one) => this.#spotSeries(one));
    const found = known.get(area) ?? this.#spot.filter((series) => series.area === area && series.from < to && series.to > from);
    known.set(area, found);
    return found;
  }

  /** The versions of the VAT rate in force on any day of the period. */
  vatVersions(period: Period): readonly Version[] {
    return this.#of(period).vat;
  }

  #newCharge(key: ChargeKey, text: string, period: Period): Charge {
    const known = this.charges.get(text);
    return known ? chargeOf(known, period, this.rules.calendar) : unknownCharge(key);
  }

  #of(period: Period): PeriodPrices {
    const key = `${period.from}/${period.to}`;
    const known = this.#periods.get(key);
    if (known) return known;
    const fresh: PeriodPrices = { charges: new Map(), spot: new Map(), vat: this.versionsInForce(this.rates.vat, this.rules.calendar.dayTable(period.from, period.to).map(({ date }) => date)) };
    this.#periods.set(key, fresh);
    return fresh;
  }

  /** The distinct versions in force on these days. */
  versionsInForce(dated: readonly (VatRate | TaxReduction['limits'][number])[], days: readonly LocalDate[]): readonly Version[] {
    const refs = new Set(days.flatMap((day) => inForce(dated, day)?.ref ?? []));
    return [...refs].map((ref) => ({ ref, heard: this.#heard.get(ref)! }));
  }

  #spotSeries({ fact: { area, resolution, from, prices, registeredAt }, heard }: Known<SpotPrices>): SpotSeries & Readonly<{ to: number }> {
    const at = parseInstant(from);
    const ref = `spot/${area}/${this.rules.calendar.dayOf(at)}/${heard.revision}`;
    this.#heard.set(ref, heard);
    return { ref, area, resolution, from: at, to: at + prices.length * LENGTH_MS[resolution], registeredAt: parseInstant(registeredAt), values: prices.map((one) => (one === null ? null : priceOf(one))) };
  }

  #provenance({ fact: { name, from, to, registeredAt }, heard }: Known<Rate>) {
    const ref = `rate/${name}/${heard.revision}`;
    this.#heard.set(ref, heard);
    return { ref, registeredAt: parseInstant(registeredAt), from, ...(to !== undefined && { to }) };
  }
}
