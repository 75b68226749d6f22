import type { Pool, QueryResultRow } from 'pg';
import type { AsOf } from '#kernel';
import { type ChargeKey, chargeKeyText, type ChargePrice, type ChargeTerms, type Days, type PriceArea, type ProductPrice, type ProductTerms, type Rate, type RateName, type SpotPrices } from '../domain/terms.js';
import type { CatalogueCharge, CatalogueFacts, CatalogueProduct, Known } from '../published.js';
import { HEARD_SELECT, heardOfRow, type HeardRow, knownBy } from './common.js';

type TermsRow<Terms> = HeardRow & QueryResultRow & Readonly<{ key: string; terms: Terms }>;
type PriceRow<Price> = HeardRow & QueryResultRow & Readonly<{ key: string; price: Price }>;
type SpotRow = HeardRow & QueryResultRow & Readonly<{ area: PriceArea; resolution: 'PT15M' | 'PT1H'; from_at: string; prices: (string | null)[]; registered: string }>;
type RateRow = HeardRow & QueryResultRow & Readonly<{ name: RateName; from_text: string; to_text: string | null; value: string; registered: string }>;

/** The instant as the event has it: UTC, fractions only when there are some. */
const instant = (column: string): string => `regexp_replace(to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '\\.000Z$', 'Z')`;
/** Prices whose days touch [$2, $3). */
const TOUCHING = 'from_on < $3::date and (to_on is null or to_on > $2::date)';

/** Facts from the views, one query for each table however many are asked for. */
export class PostgresCatalogueFacts implements CatalogueFacts {
  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  async charges(keys: readonly ChargeKey[], days: Required<Days>, asOf: AsOf): Promise<ReadonlyMap<string, CatalogueCharge>> {
    return this.#withPrices<ChargeTerms, ChargePrice>('charge', keys.map(chargeKeyText), days, asOf);
  }

  async products(ids: readonly string[], days: Required<Days>, asOf: AsOf): Promise<ReadonlyMap<string, CatalogueProduct>> {
    return this.#withPrices<ProductTerms, ProductPrice>('product', ids, days, asOf);
  }

  async spot(areas: readonly PriceArea[], { from, to }: Required<Days>, asOf: AsOf): Promise<readonly Known<SpotPrices>[]> {
    if (areas.length === 0) return [];
    const rows = await this.#rows<SpotRow>(
      `select area, resolution, ${instant('from_at')} as from_at, prices, ${instant('registered_at')} as registered, ${HEARD_SELECT} from views.catalogue_spot
        where area = any($1) and day >= $2::date and day < $3::date and ${knownBy(4)} order by registered_at, position, revision`, [[...new Set(areas)], from, to, ...known(asOf)]);
    return rows.map((row) => ({ fact: { area: row.area, resolution: row.resolution, from: row.from_at, prices: row.prices, registeredAt: row.registered }, heard: heardOfRow(row) }));
  }

  async rates({ from, to }: Required<Days>, asOf: AsOf): Promise<readonly Known<Rate>[]> {
    const rows = await this.#rows<RateRow>(
      `select name, from_on::text as from_text, to_on::text as to_text, value, ${instant('registered_at')} as registered, ${HEARD_SELECT} from views.catalogue_rates
        where from_on < $2::date and (to_on is null or to_on > $1::date) and ${knownBy(3)} order by position, revision`, [from, to, ...known(asOf)]);
    return rows.map((row) => ({
      fact: { name: row.name, from: row.from_text, ...(row.to_text !== null && { to: row.to_text }), value: row.value, registeredAt: row.registered }, heard: heardOfRow(row),
    }));
  }

  /** The newest terms of each key and the prices that touch the days, in the order of the log. */
  async #withPrices<Terms, Price>(kind: 'charge' | 'product', keys: readonly string[], { from, to }: Required<Days>, asOf: AsOf) {
    const found = new Map<string, { terms: Known<Terms>; prices: Known<Price>[] }>();
    if (keys.length === 0) return found;
    const asked = [...new Set(keys)];
    const [terms, prices] = await Promise.all([
      this.#rows<TermsRow<Terms>>(`select distinct on (${kind}) ${kind} as key, terms, ${HEARD_SELECT} from views.catalogue_${kind}s
        where ${kind} = any($1) and ${knownBy(2)} order by ${kind}, position desc, revision desc`, [asked, ...known(asOf)]),
      this.#rows<PriceRow<Price>>(`select ${kind} as key, price, ${HEARD_SELECT} from views.catalogue_${kind}_prices
        where ${kind} = any($1) and ${TOUCHING} and ${knownBy(4)} order by position, revision`, [asked, from, to, ...known(asOf)]),
    ]);
    for (const row of terms) found.set(row.key, { terms: { fact: row.terms, heard: heardOfRow(row) }, prices: [] });
    for (const row of prices) found.get(row.key)?.prices.push({ fact: row.price, heard: heardOfRow(row) });
    return found;
  }

  async #rows<Row extends QueryResultRow>(text: string, values: readonly unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row>(text, [...values])).rows;
  }
}

const known = ({ position, knownAt }: AsOf): readonly [string | null, string | null] => [position ?? null, knownAt ?? null];
