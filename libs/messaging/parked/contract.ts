import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { derivedId, type Clock } from '#kernel';
import type { Subscription } from '../message.js';
import { fixedClock, message, poison } from '../samples.js';
import { parkedId, type ParkedMessages, type ToPark } from './parked-messages.js';
import { release } from './release.js';

const toPark = (id: string, { group = 'g', code = 'BAD', topic = 't' } = {}): ToPark => ({ group, message: message(id, { topic }), reasons: poison(code).reasons });
const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** What every adapter of `ParkedMessages` owes its callers. `open` gives an empty one on the clock. */
export const parkedMessagesContract = (name: string, open: (clock: Clock) => Promise<ParkedMessages>, close: () => Promise<void> = async () => undefined): void => {
  describe(`${name} keeps the contract of parked messages`, () => {
    let parked: ParkedMessages;
    beforeEach(async () => { parked = await open(fixedClock()); }, 60_000);
    afterAll(close, 60_000);

    const states = async () => (await parked.list()).messages.map(({ message: { id }, state, attempts }) => `${id} ${state} ${attempts}`);

    it('gives back what was parked, byte for byte, with what nobody should send', async () => {
      const strange = message('id \0 æøå 🌬️', { body: ALL_BYTES, key: 'key \0 \ud800', headers: { 'a\0b': 'ÿ\u0000', empty: '' }, origin: 't/3@4711' });
      const reasons = [{ code: 'E\u000086', en: 'Bad \0 value', da: 'Forkert \0 værdi', path: '$.a["\0"]' }];
      await parked.park([{ group: 'g', message: strange, reasons }]);
      const id = parkedId({ group: 'g', message: strange });
      expect(await parked.show(id)).toEqual({ id, group: 'g', message: strange, reasons, state: 'parked', attempts: 1, parkedAt: expect.any(String), changedAt: expect.any(String) });
      const { body: _, ...envelope } = strange;
      expect((await parked.list()).messages).toEqual([expect.objectContaining({ id, message: envelope, reasons, bodyBytes: 256 })]);
    });
    it('keeps an empty body and one of 20 MB', async () => {
      const [empty, large] = [message('empty', { body: Buffer.alloc(0) }), message('large', { body: Buffer.alloc(20 * 1024 * 1024, 7) })];
      await parked.park([empty, large].map((one) => ({ group: 'g', message: one, reasons: [] })));
      for (const one of [empty, large]) expect((await parked.show(parkedId({ group: 'g', message: one })))?.message.body.equals(one.body)).toBe(true);
    });
    it('parks the same message once, however often it comes, also within one call', async () => {
      await parked.park([toPark('a'), toPark('a'), toPark('b')]);
      await parked.park([toPark('a')]);
      expect(await states()).toHaveLength(2);
      expect(await states()).toEqual(expect.arrayContaining(['a parked 1', 'b parked 1']));
    });
    it('keeps two messages apart that wrongly have the same id, and the same message for two groups', async () => {
      await parked.park([toPark('a'), { ...toPark('a'), message: message('a', { body: Buffer.from('other') }) }, toPark('a', { group: 'h' })]);
      expect(await states()).toHaveLength(3);
    });
    it('knows nothing of an unknown id, even when it is not an id at all', async () => {
      for (const id of [derivedId('unknown'), 'not an id', 'a\0b', '']) {
        expect(await parked.show(id)).toBeUndefined();
        expect(await parked.discard(id, 'why', 'me')).toBe(false);
      }
    });
    it('lists oldest first, in pages, without losing or doubling one', async () => {
      for (let i = 0; i < 7; i++) await parked.park([toPark(`a${i}`), toPark(`b${i}`)]);
      const seen: string[] = [];
      for (let after: string | undefined, pages = 0; ; pages++) {
        const page = await parked.list({ limit: 4, after });
        seen.push(...page.messages.map(({ message: { id } }) => id));
        after = page.next;
        if (after === undefined) {
          expect(pages).toBe(3);
          break;
        }
      }
      expect(seen.map((id) => id.slice(1))).toEqual(['0', '0', '1', '1', '2', '2', '3', '3', '4', '4', '5', '5', '6', '6']);
      expect(new Set(seen).size).toBe(14);
    });
    it('lists by state, topic, group and code of a reason', async () => {
      await parked.park([toPark('a'), toPark('b', { topic: 'u' }), toPark('c', { group: 'h' }), toPark('d', { code: 'E86' })]);
      await parked.discard(parkedId(toPark('a')), 'test', 'me');
      const ids = async (filter: Parameters<ParkedMessages['list']>[0]) => (await parked.list(filter)).messages.map(({ message: { id } }) => id).sort();
      expect(await ids({ state: 'discarded' })).toEqual(['a']);
      expect(await ids({ topic: 'u' })).toEqual(['b']);
      expect(await ids({ group: 'h' })).toEqual(['c']);
      expect(await ids({ code: 'E86' })).toEqual(['d']);
      expect(await ids({ state: 'parked', topic: 't', group: 'g', code: 'BAD' })).toEqual([]);
      expect(await parked.waiting()).toEqual([{ topic: 't', group: 'g', count: 1 }, { topic: 't', group: 'h', count: 1 }, { topic: 'u', group: 'g', count: 1 }]);
    });
    it('refuses a limit or cursor that makes no sense', async () => {
      for (const limit of [0, -1, 1.5, 1_001, Number.NaN]) await expect(parked.list({ limit })).rejects.toBeInstanceOf(RangeError);
      await expect(parked.list({ after: 'nonsense' })).rejects.toBeInstanceOf(RangeError);
    });
    it('discards with a reason and a name, and for good: the message does not come back', async () => {
      await parked.park([toPark('a')]);
      const id = parkedId(toPark('a'));
      expect(await parked.discard(id, 'sent by mistake', 'anna')).toBe(true);
      expect(await parked.discard(id, 'again', 'bo')).toBe(false);
      await parked.park([toPark('a')]);
      expect(await parked.show(id)).toMatchObject({ state: 'discarded', why: 'sent by mistake', changedBy: 'anna', attempts: 1 });
    });

    describe('releasing', () => {
      const listener = (accepts: (id: string) => boolean, topic = 't', group = 'g'): Subscription & { seen: string[][] } => {
        const seen: string[][] = [];
        return {
          topic, group, seen, handler: async (messages) => {
            seen.push(messages.map(({ id }) => id));
            return messages.map(({ id }) => (accepts(id) ? { kind: 'done' } : poison('STILL_BAD')));
          },
        };
      };
      const idOf = (id: string, options?: Parameters<typeof toPark>[1]): string => parkedId(toPark(id, options));

      it('delivers one or many again, as they were, and parks again what is refused again', async () => {
        await parked.park([toPark('a'), toPark('b'), toPark('c')]);
        const subscription = listener((id) => id !== 'b');
        expect(await release(parked, [subscription], [idOf('c'), idOf('b'), idOf('c')], 'anna')).toEqual([
          { id: idOf('c'), result: 'released' }, { id: idOf('b'), result: 'refused-again', reasons: poison('STILL_BAD').reasons },
        ]);
        expect(subscription.seen).toEqual([['c', 'b']]);
        expect(await states()).toEqual(expect.arrayContaining(['a parked 1', 'b parked 2', 'c released 1']));
        expect(await parked.show(idOf('b'))).toMatchObject({ reasons: poison('STILL_BAD').reasons, changedBy: 'anna' });
        expect((await parked.list({ code: 'STILL_BAD' })).messages).toHaveLength(1);
      });
      it('delivers more than fit into one go', async () => {
        const ids = Array.from({ length: 120 }, (_, i) => String(i));
        await parked.park(ids.map((id) => toPark(id)));
        const subscription = listener(() => true);
        await release(parked, [subscription], ids.map((id) => idOf(id)), 'anna');
        expect(subscription.seen.flat()).toEqual(ids);
        expect((await parked.list({ state: 'parked' })).messages).toEqual([]);
      });
      it('leaves alone what is not there, not parked, or nobody listens to', async () => {
        await parked.park([toPark('a'), toPark('b', { topic: 'u' })]);
        await parked.discard(idOf('a'), 'test', 'bo');
        const subscription = listener(() => true);
        expect(await release(parked, [subscription], [idOf('a'), idOf('b', { topic: 'u' }), 'nothing'], 'anna')).toEqual([
          { id: idOf('a'), result: 'not-parked', state: 'discarded' },
          { id: idOf('b', { topic: 'u' }), result: 'nobody-listens', topic: 'u', group: 'g' },
          { id: 'nothing', result: 'not-found' },
        ]);
        expect(subscription.seen).toEqual([]);
      });
      it('changes nothing when the world is broken', async () => {
        await parked.park([toPark('a')]);
        await expect(release(parked, [{ topic: 't', group: 'g', handler: async () => { throw new Error('store away'); } }], [idOf('a')], 'anna')).rejects.toThrow('store away');
        expect(await states()).toEqual(['a parked 1']);
      });
      it('parks once more what had been released and comes again as poison', async () => {
        await parked.park([toPark('a')]);
        await release(parked, [listener(() => true)], [idOf('a')], 'anna');
        await parked.park([{ ...toPark('a'), reasons: poison('NEW').reasons }]);
        expect(await parked.show(idOf('a'))).toMatchObject({ state: 'parked', attempts: 2, reasons: poison('NEW').reasons });
        expect(await parked.show(idOf('a'))).not.toHaveProperty('changedBy');
      });
    });
  });
};
