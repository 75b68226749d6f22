import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { MessageToSend } from './direct/direct-source.js';
import type { Message, MessageHandler, MessageSource, Outcome } from './message.js';
import { MemoryParkedMessages } from './parked/memory.js';
import type { ParkedMessages } from './parked/parked-messages.js';
import { done, fixedClock, poison } from './samples.js';

/** What the contract needs of an adapter under test. */
export type MessagingUnderTest = Readonly<{
  /** A topic that nobody has used. */
  freshTopic(): Promise<string>;
  /** Short pauses after failures. */
  source(parked: ParkedMessages): MessageSource;
  /** Publishes as a real sender would: again and again until it is told that the messages are safe. */
  publish(topic: string, messages: readonly MessageToSend[]): Promise<void>;
  close(): Promise<void>;
}>;

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
const toSend = (id: string, over: Partial<MessageToSend> = {}): MessageToSend => ({ id, key: id, body: Buffer.from(`body of ${id}`), ...over });

/** Waits for something that will become true. */
export const eventually = async (what: string, isTrue: () => boolean | Promise<boolean>, withinMs = 60_000): Promise<void> => {
  for (const deadline = Date.now() + withinMs; !await isTrue();) {
    if (Date.now() > deadline) throw new Error(`Within ${withinMs / 1000} s it did not come true: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
};

/** What every pair of source and sink owes its users. */
export const messagingContract = (name: string, open: () => Promise<MessagingUnderTest>): void => {
  describe(`${name} keeps the messaging contract`, () => {
    let under: MessagingUnderTest;
    let topic: string;
    let parked: MemoryParkedMessages;
    beforeAll(async () => { under = await open(); }, 300_000);
    afterAll(async () => { await under?.close(); }, 60_000);
    beforeEach(async () => {
      topic = await under.freshTopic();
      parked = new MemoryParkedMessages(fixedClock());
    }, 60_000);

    /** Listens while the work lasts. */
    const listening = async (handler: MessageHandler, work: (source: MessageSource) => Promise<void>, group = `g-${randomUUID()}`): Promise<void> => {
      const source = under.source(parked);
      try {
        await source.start({ topic, group, handler });
        await work(source);
      } finally {
        await source.stop();
      }
    };
    const collecting = (seen: Message[], answer: (message: Message) => Outcome = () => done): MessageHandler => async (messages) => {
      seen.push(...messages);
      return messages.map(answer);
    };
    const ids = (messages: readonly Pick<Message, 'id'>[]) => messages.map(({ id }) => id);

    it('brings a message as it was sent: id, key, headers and every byte', async () => {
      const seen: Message[] = [];
      const sent = [
        toSend('id-1 æ 🌬️', { key: 'nøgle', body: ALL_BYTES, headers: { 'correlation-id': 'ÅØ 🌬️', empty: '' } }),
        toSend('id-2', { key: undefined, body: Buffer.alloc(0) }),
      ];
      await listening(collecting(seen), async () => {
        await under.publish(topic, sent);
        await eventually('both were seen', () => seen.length >= 2);
      });
      for (const { id, key, body, headers } of sent) {
        const found = seen.find((one) => one.id === id)!;
        expect({ key: found.key, topic: found.topic, body: found.body.toString('hex') }).toEqual({ key, topic, body: body.toString('hex') });
        expect(found.headers).toMatchObject(headers ?? {});
        expect(found.origin).not.toBe('');
        expect(found.receivedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }
    }, 90_000);

    it('keeps messages of a key in order', async () => {
      const seen: Message[] = [];
      const sent = Array.from({ length: 1_000 }, (_, n) => toSend(`m-${n}`, { key: `key-${n % 20}` }));
      await listening(collecting(seen), async () => {
        for (let from = 0; from < sent.length; from += 100) await under.publish(topic, sent.slice(from, from + 100));
        await eventually('all were seen', () => new Set(ids(seen)).size === sent.length);
      });
      const firstSight = [...new Map(seen.map((message) => [message.id, message])).values()];
      for (let key = 0; key < 20; key++) {
        expect(ids(firstSight.filter((message) => message.key === `key-${key}`))).toEqual(ids(sent.filter((message) => message.key === `key-${key}`)));
      }
    }, 90_000);

    it('parks poison with its reasons and document, and the others are neither lost nor doubled', async () => {
      const effects: string[] = [];
      const sent = Array.from({ length: 50 }, (_, n) => toSend(`m-${n}`, { key: 'same' }));
      const bad = new Set(['m-0', 'm-7', 'm-8', 'm-49']);
      const handler: MessageHandler = async (messages) => messages.map(({ id }) => {
        if (bad.has(id)) return poison('E86');
        effects.push(id);
        return done;
      });
      await listening(handler, async () => {
        await under.publish(topic, sent);
        await eventually('all were dealt with', async () => effects.length >= 46 && (await parked.list()).messages.length >= 4);
        await under.publish(topic, [toSend('afterwards', { key: 'same' })]);
        await eventually('it went on', () => effects.includes('afterwards'));
      });
      expect(effects).toEqual([...ids(sent).filter((id) => !bad.has(id)), 'afterwards']);
      const { messages } = await parked.list();
      expect(new Set(messages.map(({ message: { id } }) => id))).toEqual(bad);
      for (const { id, reasons } of messages) {
        expect(reasons).toEqual(poison('E86').reasons);
        const whole = await parked.show(id);
        expect(whole!.message.body.toString()).toBe(`body of ${whole!.message.id}`);
      }
    }, 90_000);

    it('brings the same messages again, in order, while the world is broken, and none twice after that', async () => {
      const calls: string[][] = [];
      const effects: string[] = [];
      const sent = Array.from({ length: 30 }, (_, n) => toSend(`m-${n}`, { key: 'same' }));
      const handler: MessageHandler = async (messages) => {
        calls.push(ids(messages));
        if (calls.length <= 3) throw new Error('the store is away');
        effects.push(...ids(messages));
        return messages.map(() => done);
      };
      await listening(handler, async () => {
        await under.publish(topic, sent);
        await eventually('all were done', () => effects.length >= 30);
      });
      expect(calls.slice(0, 4).map((call) => call[0])).toEqual(['m-0', 'm-0', 'm-0', 'm-0']);
      expect(effects).toEqual(ids(sent));
      expect((await parked.list()).messages).toEqual([]);
    }, 90_000);

    it('acknowledges nothing while the handler gives the wrong number of answers, or while parking fails', async () => {
      let brokenFor = 2;
      const effects: string[] = [];
      const park = parked.park.bind(parked);
      let parkings = 0;
      parked.park = async (messages) => {
        if (parkings++ === 0) throw new Error('the database is away');
        await park(messages);
      };
      const handler: MessageHandler = async (messages) => {
        if (brokenFor-- > 0) return messages.slice(1).map(() => done);
        effects.push(...ids(messages));
        return messages.map(({ id }) => (id === 'm-1' ? poison('BAD') : done));
      };
      await listening(handler, async () => {
        await under.publish(topic, [toSend('m-0', { key: 'same' }), toSend('m-1', { key: 'same' }), toSend('m-2', { key: 'same' })]);
        await eventually('it was parked in the end', async () => (await parked.list()).messages.length === 1);
        await eventually('the last was handled', () => effects.at(-1) === 'm-2');
      });
      expect(new Set(effects)).toEqual(new Set(['m-0', 'm-1', 'm-2']));
      expect(parkings).toBeGreaterThanOrEqual(2);
    }, 90_000);

    it('brings 10,000 messages', async () => {
      const seen = new Set<string>();
      let calls = 0;
      const sent = Array.from({ length: 10_000 }, (_, n) => toSend(`m-${n}`));
      await listening(async (messages) => {
        calls++;
        for (const { id } of messages) seen.add(id);
        return messages.map(() => done);
      }, async () => {
        await under.publish(topic, sent);
        await eventually('all were seen', () => seen.size === sent.length);
      });
      expect(calls).toBeLessThan(2_000);
    }, 120_000);

    it('brings a message of 16 MB', async () => {
      const seen: Message[] = [];
      const body = Buffer.alloc(16 * 1024 * 1024, ALL_BYTES);
      await listening(collecting(seen), async () => {
        await under.publish(topic, [toSend('before'), toSend('large', { body }), toSend('after')]);
        await eventually('all were seen', () => new Set(ids(seen)).size === 3);
      });
      expect(seen.find(({ id }) => id === 'large')!.body.equals(body)).toBe(true);
    }, 120_000);

    it('gives every group all messages', async () => {
      const seen: Record<string, string[]> = { a: [], b: [] };
      const source = under.source(parked);
      try {
        for (const group of ['a', 'b']) await source.start({ topic, group: `${group}-${randomUUID()}`, handler: async (messages) => { seen[group]!.push(...ids(messages)); return messages.map(() => done); } });
        await under.publish(topic, [toSend('m-0', { key: 'same' }), toSend('m-1', { key: 'same' })]);
        await eventually('both groups saw both', () => seen['a']!.length >= 2 && seen['b']!.length >= 2);
      } finally {
        await source.stop();
      }
      expect(seen).toEqual({ a: ['m-0', 'm-1'], b: ['m-0', 'm-1'] });
    }, 90_000);

    it('finishes and acknowledges what is in hand before it leaves', async () => {
      const group = `g-${randomUUID()}`;
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => { letGo = resolve; });
      let finished = false;
      let publishing: Promise<void> = Promise.resolve();
      await listening(async (messages) => {
        await held;
        finished = true;
        return messages.map(() => done);
      }, async (source) => {
        publishing = under.publish(topic, [toSend('m-0')]);
        await new Promise((resolve) => { setTimeout(resolve, 1_500); });
        const stopped = source.stop();
        setTimeout(letGo, 300);
        await stopped;
        expect(finished).toBe(true);
      }, group);
      await publishing;
      const again: Message[] = [];
      await listening(collecting(again), async () => {
        await under.publish(topic, [toSend('m-1')]);
        await eventually('the next was seen', () => again.length > 0);
      }, group);
      expect(ids(again)).toEqual(['m-1']);
    }, 90_000);

    it('says that it can work while it works', async () => {
      await listening(async (messages) => messages.map(() => done), async (source) => { await source.ping(); });
    }, 60_000);
  });
};
