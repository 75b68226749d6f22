import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DocumentToKeep, MessageArchive } from './message-archive.js';

const SENDER = '5790001330552';
const POINT = '571313900000000016';
const OTHER_POINT = '571313900000000023';

const aDocument = (change: Partial<DocumentToKeep> = {}): DocumentToKeep => ({
  sender: SENDER, documentId: 'document-1', type: 'RSM-012', origin: 'datahub.timeseries/0@1', receivedAt: '2026-01-16T02:10:00.125Z', outcome: 'accepted',
  body: Buffer.from('{"a":1}'), series: [{ seriesId: 'series-1', gsrn: POINT }], ...change,
});

/** What every archive keeps. `open` gives an empty one. */
export const messageArchiveContract = (name: string, open: () => Promise<MessageArchive>): void => {
  describe(name, () => {
    let archive: MessageArchive;
    beforeEach(async () => {
      archive = await open();
      await archive.ensureSchema();
    });

    const keepOne = async (document: DocumentToKeep) => (await archive.keep([document]))[0]!;

    it('gives back every byte', async () => {
      const body = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 256));
      const { id } = await keepOne(aDocument({ body }));
      expect((await archive.bodyOf(id))?.equals(body)).toBe(true);
      expect((await archive.findById(id))?.bytes).toBe(5_000);
    });

    it('describes a document by its id and by its name', async () => {
      const { id, answer } = await keepOne(aDocument());
      expect(answer).toBe('kept');
      const described = {
        id, sender: SENDER, documentId: 'document-1', type: 'RSM-012', origin: 'datahub.timeseries/0@1', receivedAt: '2026-01-16T02:10:00.125Z', outcome: 'accepted',
        sha256: '015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862', seriesCount: 1, bytes: 7,
      };
      expect(await archive.findById(id)).toEqual(described);
      expect(await archive.find(SENDER, 'document-1')).toEqual(described);
    });

    it('knows nothing of what was never sent', async () => {
      expect(await archive.find(SENDER, 'document-9')).toBeUndefined();
      expect(await archive.findById('6f0d7a1e-5c3b-4b7e-9a42-d1f08c6e2b95')).toBeUndefined();
      expect(await archive.findById('no id')).toBeUndefined();
      expect(await archive.bodyOf('no id')).toBeUndefined();
      expect(await archive.keep([])).toEqual([]);
      expect(await archive.list({})).toEqual({ documents: [] });
    });

    it('answers the same document again with the series still its own, for nobody knows whether it was handled the first time', async () => {
      const first = await keepOne(aDocument());
      const again = await keepOne(aDocument({ origin: 'datahub.timeseries/0@7', receivedAt: '2026-01-17T00:00:00Z' }));
      expect(first).toEqual({ id: first.id, answer: 'kept', seriesAreFirst: [true] });
      expect(again).toEqual({ id: first.id, answer: 'seen-before', seriesAreFirst: [true] });
      expect((await archive.findById(first.id))?.origin).toBe('datahub.timeseries/0@1');
    });

    it('keeps other bytes under a used id as evidence, and lets them claim nothing', async () => {
      const first = await keepOne(aDocument());
      const other = aDocument({ body: Buffer.from('{"a":2}'), series: [{ seriesId: 'series-2', gsrn: POINT }] });
      const reused = await keepOne(other);
      expect(reused).toEqual({ id: reused.id, answer: 'id-reused', seriesAreFirst: [] });
      expect(await keepOne(other)).toEqual(reused);
      expect((await archive.bodyOf(reused.id))?.toString()).toBe('{"a":2}');
      expect((await archive.find(SENDER, 'document-1'))?.id).toBe(first.id);
      expect((await keepOne(aDocument({ documentId: 'document-2', series: other.series }))).seriesAreFirst).toEqual([true]);
    });

    it('says of each series whether another document brought it before', async () => {
      await keepOne(aDocument());
      const next = aDocument({ documentId: 'document-2', series: [{ seriesId: 'series-1', gsrn: POINT }, { seriesId: 'series-2', gsrn: OTHER_POINT }] });
      expect(await keepOne(next)).toMatchObject({ answer: 'kept', seriesAreFirst: [false, true] });
      expect(await keepOne(next)).toMatchObject({ answer: 'seen-before', seriesAreFirst: [false, true] });
    });

    it('keeps senders apart', async () => {
      await keepOne(aDocument());
      expect(await keepOne(aDocument({ sender: '5799999000034', body: Buffer.from('other') }))).toMatchObject({ answer: 'kept', seriesAreFirst: [true] });
    });

    it('decides within a batch as it would one by one', async () => {
      const reused = aDocument({ body: Buffer.from('other bytes'), series: [{ seriesId: 'series-3', gsrn: POINT }] });
      const thief = aDocument({ documentId: 'document-2', series: [{ seriesId: 'series-1', gsrn: POINT }, { seriesId: 'series-3', gsrn: POINT }] });
      const answers = await archive.keep([aDocument(), reused, aDocument(), thief]);
      expect(answers.map(({ answer, seriesAreFirst }) => [answer, seriesAreFirst])).toEqual([['kept', [true]], ['id-reused', []], ['seen-before', [true]], ['kept', [false, true]]]);
      expect(answers[2]!.id).toBe(answers[0]!.id);
    });

    it('lists the latest first, page by page, each document once', async () => {
      const many = Array.from({ length: 25 }, (_, at) => aDocument({
        documentId: `document-${at}`, body: Buffer.from(String(at)), receivedAt: `2026-01-16T02:${String(10 + (at >> 1))}:00.000Z`,
        series: [{ seriesId: `series-${at}`, gsrn: at % 5 === 0 ? OTHER_POINT : POINT }],
      }));
      await archive.keep(many);
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await archive.list({ limit: 10, ...(cursor === undefined ? {} : { cursor }) });
        expect(page.documents.length).toBeLessThanOrEqual(10);
        seen.push(...page.documents.map(({ receivedAt, documentId }) => `${receivedAt} ${documentId}`));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(new Set(seen).size).toBe(25);
      const times = seen.map((line) => line.slice(0, 24));
      expect(times).toEqual(times.toSorted().reverse());
    });

    it('lists by point, by sender and by time', async () => {
      await archive.keep([
        aDocument(), aDocument({ documentId: 'document-2', receivedAt: '2026-01-17T00:00:00Z', series: [{ seriesId: 'series-2', gsrn: OTHER_POINT }] }),
        aDocument({ documentId: 'document-3', sender: '5799999000034', receivedAt: '2026-01-18T00:00:00Z' }),
      ]);
      const ids = async (query: Parameters<MessageArchive['list']>[0]) => (await archive.list(query)).documents.map(({ documentId }) => documentId);
      expect(await ids({ gsrn: OTHER_POINT })).toEqual(['document-2']);
      expect(await ids({ sender: SENDER })).toEqual(['document-2', 'document-1']);
      expect(await ids({ from: '2026-01-17T00:00:00Z' })).toEqual(['document-3', 'document-2']);
      expect(await ids({ to: '2026-01-17T00:00:00Z' })).toEqual(['document-1']);
      expect(await ids({ gsrn: '571313900000000030' })).toEqual([]);
    });

    it('refuses a cursor or limit it cannot serve', async () => {
      await expect(archive.list({ cursor: "'; drop table" })).rejects.toThrow(RangeError);
      await expect(archive.list({ limit: 0 })).rejects.toThrow(RangeError);
      await expect(archive.list({ limit: 1_001 })).rejects.toThrow(RangeError);
    });
  });
};
