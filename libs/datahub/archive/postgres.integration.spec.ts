import { afterAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { messageArchiveContract } from './contract.js';
import type { DocumentToKeep } from './message-archive.js';
import { PostgresMessageArchive } from './postgres-message-archive.js';

const connectionString = process.env['DATABASE_URL'];
if (!connectionString) throw new Error('DATABASE_URL is not set: these specs need a Postgres. `npm test` starts one and sets it');

const pool = new pg.Pool({ connectionString, max: 10 });
const schemas: string[] = [];
const open = async (): Promise<PostgresMessageArchive> => {
  const schema = `archive_${process.pid}_${Date.now()}_${schemas.length}`;
  schemas.push(schema);
  return new PostgresMessageArchive({ pool, schema });
};
afterAll(async () => {
  for (const schema of schemas) await pool.query(`drop schema if exists ${schema} cascade`);
  await pool.end();
});

messageArchiveContract('The archive in Postgres', open);

const aDay = (count: number, from = 0): DocumentToKeep[] => Array.from({ length: count }, (_, at) => ({
  sender: '5790001330552', documentId: `document-${from + at}`, type: 'RSM-012', origin: `test@${from + at}`, receivedAt: '2026-01-16T02:10:00Z', outcome: 'accepted',
  body: Buffer.from(JSON.stringify({ document: from + at, text: 'x'.repeat(2_900) })), series: [{ seriesId: `series-${from + at}`, gsrn: '571313900000000016' }],
}));

describe('The archive in Postgres', () => {
  it('is created once when eight processes start at the same time', async () => {
    const archive = await open();
    await expect(Promise.all(Array.from({ length: 8 }, () => archive.ensureSchema()))).resolves.toHaveLength(8);
  });

  it('has one first among eight that bring the same ids at the same time', async () => {
    const archive = await open();
    await archive.ensureSchema();
    const rivals = Array.from({ length: 8 }, (_, rival) => aDay(50).map((document) => ({ ...document, body: Buffer.from(`${rival} ${document.documentId}`) })));
    const answers = await Promise.all(rivals.map((batch, rival) => archive.keep(rival % 2 === 0 ? batch : batch.toReversed())));
    const winners = new Map<string, number>();
    answers.forEach((batch, rival) => batch.forEach(({ answer }, at) => {
      const { documentId } = (rival % 2 === 0 ? rivals[rival]! : rivals[rival]!.toReversed())[at]!;
      if (answer === 'kept') winners.set(documentId, (winners.get(documentId) ?? 0) + 1);
    }));
    expect([...winners.values()]).toEqual(Array.from({ length: 50 }, () => 1));
  });

  it('gives a series to one of eight documents that bring it at the same time', async () => {
    const archive = await open();
    await archive.ensureSchema();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, rival) => archive.keep(aDay(40).map((document) => ({ ...document, documentId: `${rival}-${document.documentId}` })))));
    for (let at = 0; at < 40; at++) expect(answers.filter((batch) => batch[at]!.seriesAreFirst[0])).toHaveLength(1);
  });

  it('keeps nothing of a batch that fails', async () => {
    const archive = await open();
    await archive.ensureSchema();
    const [good, bad] = aDay(2) as [DocumentToKeep, DocumentToKeep];
    await expect(archive.keep([good, { ...bad, receivedAt: 'yesterday-ish' }])).rejects.toThrow();
    expect(await archive.list({})).toEqual({ documents: [] });
    expect(await archive.keep([good])).toMatchObject([{ answer: 'kept', seriesAreFirst: [true] }]);
  });

  it('keeps 10,000 documents of 3 kB in batches of 1,000 within 10 seconds', async () => {
    const archive = await open();
    await archive.ensureSchema();
    const batches = Array.from({ length: 10 }, (_, at) => aDay(1_000, at * 1_000));
    const began = performance.now();
    for (const batch of batches) await archive.keep(batch);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect((await archive.list({ limit: 1_000 })).documents).toHaveLength(1_000);
  });
});
