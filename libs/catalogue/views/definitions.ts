import type { Pool, QueryResultRow } from 'pg';
import type { AsOf } from '#kernel';
import type { ChargeTerms, ProductTerms } from '../domain/terms.js';
import type { Known } from '../published.js';
import { HEARD_SELECT, heardOfRow, type HeardRow, knownBy } from './common.js';

type TermsOf = Readonly<{ charge: ChargeTerms; product: ProductTerms }>;
type Row<Terms> = HeardRow & QueryResultRow & Readonly<{ key: string; terms: Terms }>;

/** Everything that was ever said about what a charge or product is, in the order of the log; empty for one we do not know. */
export const definitions = async <Kind extends 'charge' | 'product'>(pool: Pick<Pool, 'query'>, kind: Kind, key: string, { position, knownAt }: AsOf): Promise<Known<TermsOf[Kind]>[]> => {
  const { rows } = await pool.query<Row<TermsOf[Kind]>>(
    `select ${kind} as key, terms, ${HEARD_SELECT} from views.catalogue_${kind}s where ${kind} = $1 and ${knownBy(2)} order by position, revision`, [key, position ?? null, knownAt ?? null]);
  return rows.map((row) => ({ fact: row.terms, heard: heardOfRow(row) }));
};

/** What is known, by key, page by page: the newest terms of each. */
export const listed = async <Kind extends 'charge' | 'product'>(pool: Pick<Pool, 'query'>, kind: Kind, after: string | undefined, limit: number): Promise<readonly Readonly<{ key: string; terms: TermsOf[Kind] }>[]> => {
  const { rows } = await pool.query<{ key: string; terms: TermsOf[Kind] }>(
    `select distinct on (${kind}) ${kind} as key, terms from views.catalogue_${kind}s where ($1::text is null or ${kind} > $1) order by ${kind}, position desc, revision desc limit $2`, [after ?? null, limit]);
  return rows;
};
