import type { View } from '#projections';
import { unreachable } from '#kernel';
import type { BilledPeriodEvent } from '../domain/billed-period.js';

/** Which part stands on which document now. Planning looks here; deciding looks at the stream. */
export const claimsView: View<BilledPeriodEvent> = {
  name: 'billing_claims', version: 1, from: ['billed'],
  columns: 'stream text collate "C" not null, revision integer not null, document_id text not null, claimed_by text not null, primary key (stream, revision)',
  indexes: ['document_id'],
  async project(events, table) {
    const now = new Map<string, Readonly<{ stream: string; revision: number; documentId?: string; by?: string }>>();
    for (const { type, data } of events) {
      switch (type) {
        case 'PartsClaimed':
          for (const revision of data.revisions) now.set(`${data.settlement}@${revision}`, { stream: data.settlement, revision, documentId: data.documentId, by: data.by });
          break;
        case 'PartsReleased':
          for (const revision of data.revisions) now.set(`${data.settlement}@${revision}`, { stream: data.settlement, revision });
          break;
        default:
          unreachable(type);
      }
    }
    const free = [...now.values()].filter(({ documentId }) => documentId === undefined);
    const held = [...now.values()].filter(({ documentId }) => documentId !== undefined);
    if (free.length > 0) {
      await table.query('delete from {table} t using unnest($1::text[], $2::int[]) as f(stream, revision) where t.stream = f.stream and t.revision = f.revision',
        [free.map(({ stream }) => stream), free.map(({ revision }) => revision)]);
    }
    if (held.length > 0) {
      await table.query(
        `insert into {table} (stream, revision, document_id, claimed_by) select * from unnest($1::text[], $2::int[], $3::text[], $4::text[])
         on conflict (stream, revision) do update set document_id = excluded.document_id, claimed_by = excluded.claimed_by`,
        [held.map(({ stream }) => stream), held.map(({ revision }) => revision), held.map(({ documentId }) => documentId), held.map(({ by }) => by)]);
    }
  },
};
