import type { Clock } from '#kernel';
import type { Message, Outcome } from './message.js';

/** Plain values for the specs of this library. */
export const message = (id: string, over: Partial<Message> = {}): Message =>
  ({ id, topic: 't', body: Buffer.from(`body of ${id}`), headers: {}, origin: `t/0@${id}`, receivedAt: '2025-01-31T12:00:00.000Z', ...over });

export const poison = (code: string): Extract<Outcome, { kind: 'poison' }> => ({ kind: 'poison', reasons: [{ code, en: `It is ${code}.`, da: `Den er ${code}.`, path: '$.x' }] });

export const done: Outcome = { kind: 'done' };

/** A clock that moves on by one second each time it is asked. */
export const fixedClock = (from = '2025-01-31T12:00:00.000Z'): Clock => {
  let now = Date.parse(from);
  return { now: () => new Date((now += 1000)).toISOString() };
};
