import type { Pool } from 'pg';
import { UUID } from '#kernel';
import { type Identified, identify } from './document-identity.js';
import { type ClaimRow, keepParameters, keepStatement } from './keep-statement.js';
import type { ArchivedDocument, ArchivePage, ArchiveQuery, DocumentToKeep, KeepAnswer, MessageArchive } from './message-archive.js';
import { limitOf, pageOf, placeOf } from './page.js';
import { ensureArchive, schemaName } from './postgres-schema.js';

const COLUMNS = `document.id, document.sender, document.document_id as "documentId", encode(sha256, 'hex') as sha256, type, origin,
  to_char(received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt", series_count as "seriesCount", outcome, octet_length(body) as bytes`;

/** The archive in plain tables of Postgres. The pool is the caller's and stays open. Contract: `messageArchiveContract`. */
export class PostgresMessageArchive implements MessageArchive {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #keep: string;

  /** `schema` is `archive` unless told. */
  constructor({ pool, schema = 'archive' }: Readonly<{ pool: Pool; schema?: string }>) {
    this.#pool = pool;
    this.#schema = schemaName(schema);
    this.#keep = keepStatement(this.#schema);
  }

  async ensureSchema(): Promise<void> {
    await ensureArchive(this.#pool, this.#schema);
  }

  async keep(batch: readonly DocumentToKeep[]): Promise<readonly KeepAnswer[]> {
    if (batch.length === 0) return [];
    const identified = batch.map(identify);
    const { rows } = await this.#pool.query<ClaimRow>({ name: `keep-${this.#schema}`, text: this.#keep, values: keepParameters(identified) });
    return answers(identified, rows);
  }

  async find(sender: string, documentId: string): Promise<ArchivedDocument | undefined> {
    const { rows } = await this.#pool.query<ArchivedDocument>(`
      select ${COLUMNS} from ${this.#schema}.document join ${this.#schema}.document_claim claim using (id)
      where claim.sender = $1 and claim.document_id = $2`, [sender, documentId]);
    return rows[0];
  }

  async findById(id: string): Promise<ArchivedDocument | undefined> {
    if (!UUID.test(id)) return undefined;
    const { rows } = await this.#pool.query<ArchivedDocument>(`select ${COLUMNS} from ${this.#schema}.document where id = $1::uuid`, [id]);
    return rows[0];
  }

  async bodyOf(id: string): Promise<Buffer | undefined> {
    if (!UUID.test(id)) return undefined;
    const { rows } = await this.#pool.query<{ body: Buffer }>(`select body from ${this.#schema}.document where id = $1::uuid`, [id]);
    return rows[0]?.body;
  }

  async list(query: ArchiveQuery): Promise<ArchivePage> {
    const limit = limitOf(query);
    const place = placeOf(query);
    const { rows } = await this.#pool.query<ArchivedDocument>(`
      select ${COLUMNS} from ${this.#schema}.document
      where ($1::text is null or document.id in (select claim.id from ${this.#schema}.series_claim claim where claim.gsrn = $1))
        and ($2::text is null or sender = $2)
        and ($3::timestamptz is null or received_at >= $3) and ($4::timestamptz is null or received_at < $4)
        and ($5::timestamptz is null or (received_at, document.id) < ($5, $6::uuid))
      order by received_at desc, document.id desc
      limit $7`, [query.gsrn, query.sender, query.from, query.to, place?.receivedAt, place?.id, limit + 1]);
    return pageOf(rows, limit);
  }
}

const answers = (batch: readonly Identified[], rows: readonly ClaimRow[]): readonly KeepAnswer[] => {
  const keyOf = (...parts: readonly string[]): string => JSON.stringify(parts);
  const holders = new Map(rows.map((row) => [keyOf(row.kind, row.sender, row.name), row]));
  const answered = new Set<string>();
  return batch.map(({ id, document: { sender, documentId, series } }) => {
    const holder = holders.get(keyOf('document', sender, documentId));
    if (holder?.id !== id) return { id, answer: 'id-reused', seriesAreFirst: [] };
    const fresh = holder.fresh === true && !answered.has(id); // the second of two copies in one batch was seen before
    answered.add(id);
    return {
      id, answer: fresh ? 'kept' : 'seen-before', seriesAreFirst: series.map(({ seriesId }) => holders.get(keyOf('series', sender, seriesId))?.id === id),
    };
  });
};
