import pg from 'pg';
import { calendarOf } from '#energy';
import { openEventStoreDb, PostgresEventStore } from '#event-store';
import type { EventStore } from '#kernel';
import type { ReadingsEvent } from '#metering/published';
import { readingsView } from '#metering';
import { Builds, VIEWS_SCHEMA } from '#projections';
import { eventually } from '../e2e/eventually.js';
import { eventText, rowText, sha256 } from './traffic.js';

const ROW = `gsrn, day::text, resolution, from_at, to_at, wh, wh_big, qualities, missing, registered_at, '' as known_at, series_id, document_id, sender, series_index`;

const SERIES_ID = 11;

/** Looks into the stores from outside, as an auditor would. */
export class Stores {
  private constructor(private readonly pool: pg.Pool, private readonly store: EventStore, /** Absent: all are. */ private readonly ourSeries?: ReadonlySet<string>) {}

  /** @param ourSeries on an event store that others have used too, only these series are looked at */
  static async open(databaseUrl: string, eventStoreUrl?: string, ourSeries?: ReadonlySet<string>): Promise<Stores> {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    pool.on('error', () => undefined); // the server is killed under us; the next query opens another connection
    return new Stores(pool, eventStoreUrl === undefined ? await PostgresEventStore.open({ pool }) : await openEventStoreDb({ connectionString: eventStoreUrl }), ourSeries);
  }

  async close(): Promise<void> {
    await this.store.close();
    await this.pool.end();
  }

  /** Series id → what each of its events says. */
  async events(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for await (const { events } of this.store.readAll<ReadingsEvent>({ categories: ['readings'] })) {
      for (const { data } of events) if (this.#isOurs(data.source.seriesId)) found.set(data.source.seriesId, [...(found.get(data.source.seriesId) ?? []), eventText(data)]);
    }
    return found;
  }

  /** Document id → hashes of the bodies that are kept. */
  async documents(): Promise<Map<string, string[]>> {
    const { rows } = await this.pool.query<{ document_id: string; body: Buffer }>('select document_id, body from archive.document');
    const found = new Map<string, string[]>();
    for (const { document_id: id, body } of rows) found.set(id, [...(found.get(id) ?? []), sha256(body)]);
    return found;
  }

  /** Message ids of what is parked, one for each row. */
  async parked(): Promise<string[]> {
    const { rows } = await this.pool.query<{ envelope: string }>('select envelope from messaging_parked_messages');
    return rows.map(({ envelope }) => (JSON.parse(envelope) as { id: string }).id);
  }

  /** Series in the view, and parked messages: how far everything has come. */
  async progress(): Promise<Readonly<{ rows: number; parked: number }>> {
    const { rows } = await this.pool.query<{ rows: number; parked: number }>(`
      select (select count(*)::int from ${VIEWS_SCHEMA}.metering_readings) as rows, (select count(*)::int from messaging_parked_messages) as parked`);
    return rows[0]!;
  }

  /** The rows of the view in the order of their text; with when they were recorded, and without. */
  async viewRows(): Promise<Readonly<{ rows: readonly string[]; recordedHash: string }>> {
    const { rows: all } = await this.pool.query<unknown[]>({ text: `select ${ROW}, extract(epoch from known_at)::text from ${VIEWS_SCHEMA}.metering_readings`, rowMode: 'array' });
    const rows = all.filter((row) => this.#isOurs(row[SERIES_ID] as string));
    const texts = rows.map((row) => rowText(row.slice(0, -1)));
    const recorded = rows.map((row, at) => `${texts[at]} ${String(row.at(-1))}`).sort();
    return { rows: texts.sort(), recordedHash: sha256(recorded.join('\n')) };
  }

  #isOurs(seriesId: string): boolean {
    return this.ourSeries?.has(seriesId) ?? true;
  }

  /** Has the readings filled anew by whichever projector runs, and waits until the new build answers. */
  async rebuild(): Promise<void> {
    const builds = new Builds(this.pool);
    const { build } = await builds.rebuild(readingsView(calendarOf('Europe/Copenhagen')) as unknown as Parameters<Builds['rebuild']>[0]);
    await eventually('the view is built anew', async () => ((await builds.all()).some((one) => one.view === 'metering_readings' && one.build === build && one.state === 'live') ? true : undefined), 120_000, 200);
  }
}
