import type { Pool } from 'pg';
import { type Calendar, FIRST_DATE, LAST_DATE } from '#energy';
import { type AsOf, Rejected } from '#kernel';
import { inForceOn, pointsOn } from '../domain/in-force.js';
import { spotCompleteness, type SpotDayCompleteness } from '../domain/spot-completeness.js';
import { spotInForce } from '../domain/spot-layers.js';
import { type ChargeKey, chargeKeyText, type ChargeTerms, type PriceArea, type ProductTerms, type RateName } from '../domain/terms.js';
import type { CatalogueFacts, Known } from '../published.js';
import { definitions, listed } from './definitions.js';
import { PostgresCatalogueFacts } from './facts.js';

const EVER = { from: FIRST_DATE, to: LAST_DATE };
/** A fact beside how it is known, as answers show it. */
const flat = <Fact extends object>({ fact, heard }: Known<Fact>) => ({ ...fact, heard });

/** Questions people ask about prices: every version, and which of them counts on a day. */
export class CatalogueQueries {
  readonly facts: CatalogueFacts;

  constructor(private readonly pool: Pick<Pool, 'query'>, readonly calendar: Calendar) {
    this.facts = new PostgresCatalogueFacts(pool);
  }

  listCharges(after: string | undefined, limit: number): Promise<readonly Readonly<{ key: string; terms: ChargeTerms }>[]> {
    return listed(this.pool, 'charge', after, limit);
  }

  listProducts(after: string | undefined, limit: number): Promise<readonly Readonly<{ key: string; terms: ProductTerms }>[]> {
    return listed(this.pool, 'product', after, limit);
  }

  /** @throws Rejected CHARGE_NOT_FOUND */
  async charge(key: ChargeKey, on: string, asOf: AsOf) {
    const text = chargeKeyText(key);
    const [said, found] = await Promise.all([definitions(this.pool, 'charge', text, asOf), this.facts.charges([key], EVER, asOf)]);
    const terms = said.at(-1);
    if (!terms) throw new Rejected('CHARGE_NOT_FOUND', { charge: text, detail: `Nobody has said what ${text} is${asOf.knownAt === undefined && asOf.position === undefined ? '' : ' by then'}.` });
    const prices = (found.get(text)?.prices ?? []).map(flat);
    const { resolution } = terms.fact;
    const points = pointsOn(prices, resolution, on, this.calendar).map(({ from, to, price, entry: { heard } }) => ({ from, to, price, heard }));
    return { terms: flat(terms), definitions: said.map(flat), prices, inForce: points.length > 0 ? { points } : (inForceOn(prices.filter((price) => !price.points), on) ?? null) };
  }

  /** @throws Rejected PRODUCT_NOT_FOUND */
  async product(id: string, on: string, asOf: AsOf) {
    const [said, found] = await Promise.all([definitions(this.pool, 'product', id, asOf), this.facts.products([id], EVER, asOf)]);
    const terms = said.at(-1);
    if (!terms) throw new Rejected('PRODUCT_NOT_FOUND', { product: id, detail: `Nobody has said what ${id} is.` });
    const prices = (found.get(id)?.prices ?? []).map(flat);
    return { terms: flat(terms), definitions: said.map(flat), prices, inForce: inForceOn(prices, on) ?? null };
  }

  /** Every value of a figure of law, and the one that counts on the day. */
  async rate(name: RateName, on: string, asOf: AsOf) {
    const versions = (await this.facts.rates(EVER, asOf)).filter(({ fact }) => fact.name === name).map(flat);
    return { versions, inForce: inForceOn(versions, on) ?? null };
  }

  /** Every publication for local days in [from, to), oldest registration first, and what counts, interval by interval. */
  async spot(area: PriceArea, from: string, to: string, asOf: AsOf) {
    const publications = (await this.facts.spot([area], { from, to }, asOf)).map(flat);
    const span = { from: this.calendar.startOfDay(from), to: this.calendar.startOfDay(to) };
    const inForce = spotInForce(publications, span).map(({ from: begin, to: end, price, version: { heard: { stream, revision } } }) => ({ from: begin, to: end, price, stream, revision }));
    return { publications, inForce };
  }

  async completeness(area: PriceArea, from: string, to: string, asOf: AsOf): Promise<SpotDayCompleteness[]> {
    return spotCompleteness((await this.facts.spot([area], { from, to }, asOf)).map(({ fact }) => fact), from, to, this.calendar);
  }
}
