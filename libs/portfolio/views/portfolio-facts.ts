import type { Pool } from 'pg';
import type { AsOf } from '#kernel';
import { contractsHeld, heatingHeld, linksHeld, suppliesHeld } from '../domain/terms.js';
import type { Days, PointTerms, PortfolioFacts } from '../published.js';
import { linksStated } from './charge-links.js';
import { contractsStated } from './contracts.js';
import { heatingStated } from './heating.js';
import { suppliesStated } from './supplies.js';

/** Points looked at together when points are searched for. */
const AT_ONCE = 2_000;

/** The portfolio as the views tell it: one query a table, however many points are asked about. What holds is folded from all versions (`domain/terms.ts`). */
export class PostgresPortfolioFacts implements PortfolioFacts {
  constructor(private readonly pool: Pool) {}

  async terms(gsrns: readonly string[], days: Required<Days>, asOf: AsOf): Promise<ReadonlyMap<string, PointTerms>> {
    const [supplies, contracts, links, heating] = await Promise.all([
      suppliesStated(this.pool, 'gsrn', gsrns, asOf), contractsStated(this.pool, 'gsrn', gsrns, asOf), linksStated(this.pool, gsrns, asOf), heatingStated(this.pool, gsrns, asOf),
    ]);
    const by = {
      supplies: grouped(supplies, ({ gsrn }) => gsrn), contracts: grouped(contracts, ({ statement }) => statement.gsrn),
      links: grouped(links, ({ gsrn }) => gsrn), heating: grouped(heating, ({ gsrn }) => gsrn),
    };
    return new Map(gsrns.map((gsrn) => [gsrn, {
      gsrn, supplies: suppliesHeld(by.supplies.get(gsrn) ?? [], days), contracts: contractsHeld(by.contracts.get(gsrn) ?? [], days),
      links: linksHeld(by.links.get(gsrn) ?? [], days), heating: heatingHeld(by.heating.get(gsrn) ?? [], days),
    }]));
  }

  async pointsSupplied(days: Required<Days>, after: string | undefined, limit: number, asOf: AsOf): Promise<readonly string[]> {
    const found: string[] = [];
    for (let last = after ?? ''; ;) {
      const candidates = await this.#pointsAfter(last, AT_ONCE);
      found.push(...await this.#supplied(candidates, days, asOf));
      if (found.length >= limit) return found.slice(0, limit);
      if (candidates.length < AT_ONCE) return found;
      last = candidates.at(-1)!;
    }
  }

  async pointsWithProduct(product: string, days: Days): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ gsrn: string }>(
      `select distinct gsrn from views.portfolio_contracts where products @> jsonb_build_array(jsonb_build_object('product', $1::text))`, [product]);
    return inParts(rows, async (gsrns) => {
      const stated = grouped(await contractsStated(this.pool, 'gsrn', gsrns, {}), ({ statement }) => statement.gsrn);
      return gsrns.filter((gsrn) => contractsHeld(stated.get(gsrn) ?? [], days).some((contract) => contract.products.some((one) =>
        one.product === product && overlap(overlap(days, contract), { from: one.from ?? contract.from, ...(one.to !== undefined && { to: one.to }) }) !== undefined)));
    });
  }

  async pointsWithCharge({ owner, type, code }: Readonly<{ owner: string; type: string; code: string }>, days: Days): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ gsrn: string }>('select distinct gsrn from views.portfolio_charge_links where owner = $1 and type = $2 and code = $3', [owner, type, code]);
    return inParts(rows, async (gsrns) => {
      const stated = grouped((await linksStated(this.pool, gsrns, {})).filter(({ statement }) => statement.owner === owner && statement.type === type && statement.code === code), ({ gsrn }) => gsrn);
      return gsrns.filter((gsrn) => linksHeld(stated.get(gsrn) ?? [], days).length > 0);
    });
  }

  /** Points of which a supply or contract was ever stated, in order. */
  async #pointsAfter(after: string, limit: number): Promise<readonly string[]> {
    const [supplies, contracts] = await Promise.all(['portfolio_supplies', 'portfolio_contracts'].map((view) =>
      this.pool.query<{ gsrn: string }>(`select gsrn from views.${view} where gsrn > $1 group by gsrn order by gsrn limit $2`, [after, limit])));
    return [...new Set([...supplies!.rows, ...contracts!.rows].map(({ gsrn }) => gsrn))].sort().slice(0, limit);
  }

  async #supplied(gsrns: readonly string[], days: Days, asOf: AsOf): Promise<readonly string[]> {
    const [supplies, contracts] = await Promise.all([suppliesStated(this.pool, 'gsrn', gsrns, asOf), contractsStated(this.pool, 'gsrn', gsrns, asOf)]);
    const [suppliesOf, contractsOf] = [grouped(supplies, ({ gsrn }) => gsrn), grouped(contracts, ({ statement }) => statement.gsrn)];
    return gsrns.filter((gsrn) => suppliesHeld(suppliesOf.get(gsrn) ?? [], days).length > 0 || contractsHeld(contractsOf.get(gsrn) ?? [], days).length > 0);
  }
}

const grouped = <T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
};

/** The days both have; undefined when none. */
const overlap = (a: Days | undefined, b: Days): Days | undefined => {
  if (!a) return undefined;
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to === undefined ? b.to : b.to === undefined || a.to < b.to ? a.to : b.to;
  return to !== undefined && to <= from ? undefined : { from, ...(to !== undefined && { to }) };
};

const inParts = async (rows: readonly { gsrn: string }[], work: (gsrns: readonly string[]) => Promise<readonly string[]>): Promise<readonly string[]> => {
  const gsrns = rows.map(({ gsrn }) => gsrn).sort();
  const found: string[] = [];
  for (let at = 0; at < gsrns.length; at += AT_ONCE) found.push(...await work(gsrns.slice(at, at + AT_ONCE)));
  return found;
};
