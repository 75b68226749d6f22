import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { KeyedRequest, StoredReplies } from './stored-replies.js';

export type OpenedReplies = Readonly<{
  replies: StoredReplies;
  /** Makes everything that is stored older by so many seconds. */
  age(seconds: number): Promise<void>;
  close(): Promise<void>;
}>;

/** What every place for replies must do. For specs only. */
export const storedRepliesContract = (adapter: string, open: () => Promise<OpenedReplies>): void => {
  describe(`Replies stored in ${adapter}`, () => {
    let opened: OpenedReplies;
    beforeAll(async () => { opened = await open(); });
    afterAll(() => opened.close());

    const request = (more: Partial<KeyedRequest> = {}): KeyedRequest => ({ apiKey: '0123abcd', route: 'POST /api/things', key: randomUUID(), fingerprint: 'a', ...more });
    const claim = async (one: KeyedRequest): Promise<string> => {
      const answer = await opened.replies.claim(one);
      if (answer.kind !== 'yours') throw new Error(`The claim was answered with ${answer.kind}`);
      return answer.token;
    };

    it('come back as they were', async () => {
      for (const reply of [{ status: 201, contentType: 'application/json', body: Buffer.from('{"a":"æ"}') }, { status: 204 }, { status: 200, note: 'not kept' }, { status: 200, contentType: 'text/plain', body: Buffer.from([0, 255]) }]) {
        const one = request();
        expect(await opened.replies.keep(one, await claim(one), reply)).toBe(true);
        expect(await opened.replies.claim(one)).toEqual({ kind: 'done', reply });
      }
    });

    it('are not there yet while somebody is at it, and one of many gets the work', async () => {
      const one = request();
      const answers = await Promise.all(Array.from({ length: 8 }, () => opened.replies.claim(one)));
      expect(answers.map(({ kind }) => kind).sort()).toEqual(['in-flight', 'in-flight', 'in-flight', 'in-flight', 'in-flight', 'in-flight', 'in-flight', 'yours']);
    });

    it('belong to one request: another with the same key is told', async () => {
      const one = request();
      const token = await claim(one);
      const other = { ...one, fingerprint: 'b' };
      expect(await opened.replies.claim(other)).toEqual({ kind: 'other' });
      await opened.replies.keep(one, token, { status: 200 });
      expect(await opened.replies.claim(other)).toEqual({ kind: 'other' });
    });

    it('belong to one API key and one route', async () => {
      const one = request();
      await opened.replies.keep(one, await claim(one), { status: 200 });
      await claim({ ...one, apiKey: 'fedc9876' });
      await claim({ ...one, route: 'PUT /api/things' });
    });

    it('leave the request free when it was given back', async () => {
      const one = request();
      await opened.replies.release(one, await claim(one));
      await claim({ ...one, fingerprint: 'b' });
    });

    it('may be made again by the same request when whoever was at it died, and what the dead says then is not kept', async () => {
      const one = request();
      const first = await claim(one);
      await opened.age(61);
      expect(await opened.replies.claim({ ...one, fingerprint: 'b' })).toEqual({ kind: 'other' });
      const second = await claim(one);
      expect(await opened.replies.keep(one, first, { status: 500 })).toBe(false);
      await opened.replies.release(one, first);
      expect(await opened.replies.claim(one)).toEqual({ kind: 'in-flight' });
      expect(await opened.replies.keep(one, second, { status: 200 })).toBe(true);
      expect(await opened.replies.keep(one, second, { status: 500 })).toBe(false);
      await opened.replies.release(one, second);
      expect(await opened.replies.claim(one)).toEqual({ kind: 'done', reply: { status: 200 } });
    });

    it('are forgotten after some days', async () => {
      const old = request();
      await opened.replies.keep(old, await claim(old), { status: 200 });
      await opened.age(8 * 86_400);
      const young = request();
      await opened.replies.keep(young, await claim(young), { status: 200 });
      expect(await opened.replies.prune(7)).toBeGreaterThan(0);
      await claim({ ...old, fingerprint: 'b' });
      expect(await opened.replies.claim(young)).toEqual({ kind: 'done', reply: { status: 200 } });
      expect(await opened.replies.prune(7)).toBe(0);
    });
  });
};
