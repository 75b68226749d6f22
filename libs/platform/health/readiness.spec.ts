import { describe, expect, it } from '@jest/globals';
import { Readiness } from './readiness.js';

const ok = async () => undefined;

describe('readiness', () => {
  it('names each dependency that does not answer, and why, in one sentence', async () => {
    const readiness = new Readiness();
    readiness.register({ name: 'fine', check: ok });
    readiness.register({ name: 'broken', check: async () => { throw new Error('refused esdb://u:hush@es\nsecond line'); } });
    readiness.register({ name: 'silent', check: () => new Promise(() => undefined), timeoutMs: 20 });
    readiness.register({ name: 'two addresses', check: async () => { throw new AggregateError([new Error('connect ECONNREFUSED ::1:1')]); } });
    expect(await readiness.ask()).toMatchObject({
      ready: false,
      checks: [
        { name: 'fine', ok: true }, { name: 'broken', ok: false, problem: 'refused esdb://u:***@es.' },
        { name: 'silent', ok: false, problem: 'No answer within 20 ms.' }, { name: 'two addresses', ok: false, problem: 'connect ECONNREFUSED ::1:1.' },
      ],
    });
  });

  it('asks once for questions that come together, and again later', async () => {
    const readiness = new Readiness();
    let asked = 0;
    readiness.register({ name: 'store', check: async () => { asked++; } });
    await Promise.all([readiness.ask(), readiness.ask(), readiness.ask()]);
    expect(asked).toBe(1);
    await readiness.ask();
    expect(asked).toBe(2);
  });

  it('ends when the process begins to end', async () => {
    const readiness = new Readiness();
    expect((await readiness.ask()).ready).toBe(true);
    readiness.beginShutdown();
    expect(await readiness.ask()).toMatchObject({ ready: false, checks: [{ name: 'process', problem: 'The process is shutting down.' }] });
  });

  it('takes each name once', () => {
    const readiness = new Readiness();
    readiness.register({ name: 'store', check: ok });
    expect(() => readiness.register({ name: 'store', check: ok })).toThrow(/store/);
  });
});
