import { describe, expect, it } from '@jest/globals';
import { countFacts, FACT_KINDS } from './facts/generated-facts.js';
import { countDocuments, type GeneratedDocument, generatedPoints } from './generated-documents.js';
import { HttpTarget } from './http-target.js';
import { inGroups, inParallel } from './in-parallel.js';
import { KafkaTarget } from './kafka-target.js';
import { loadPlan } from './load-plan.js';
import { type LoadTarget, NotNow, type Sent } from './load-target.js';
import { sendPlan } from './send-plan.js';
import { tryAgain } from './try-again.js';

const PLAN = loadPlan({ points: 7, firstDay: '2025-10-25', days: 3, quarters: 0, gaps: 0, corrections: 0.3, seed: 1, zone: 'Europe/Copenhagen' });
const quiet = { patienceMs: 0, signal: new AbortController().signal };

const target = (send: (documents: readonly GeneratedDocument[]) => Promise<Sent>): LoadTarget => ({ place: 'nowhere', parcel: 4, atOnce: 3, send, sendFacts: async () => ({ refused: [] }), close: async () => undefined });

describe('sending a plan', () => {
  it('sends every document once and counts what it sent', async () => {
    const ids: string[] = [];
    const summary = await sendPlan(PLAN, target(async (documents) => { ids.push(...documents.map(({ id }) => id)); return { refused: [] }; }), { ...quiet, masterData: false });
    expect(new Set(ids).size).toBe(countDocuments(PLAN));
    expect(summary).toMatchObject({ documents: ids.length, series: ids.length, refused: 0, complete: true });
  });
  it('sends prices and contracts before the readings, each parcel of one topic, and counts them', async () => {
    const [sent, phases]: [string[], string[]] = [[], []];
    const topics = target(async () => { sent.push('readings'); return { refused: [] }; });
    const summary = await sendPlan(PLAN, { ...topics, sendFacts: async (topic, facts) => { expect(new Set(facts.map((one) => one.topic))).toEqual(new Set([topic])); sent.push(...facts.map(() => topic)); return { refused: [] }; } }, { ...quiet, masterData: false, facts: FACT_KINDS, onPhase: (phase) => phases.push(phase) });
    expect(phases).toEqual(['facts', 'documents']);
    expect(sent.indexOf('readings')).toBe(countFacts(PLAN, FACT_KINDS));
    expect(summary.facts).toBe(countFacts(PLAN, FACT_KINDS));
    expect(summary.records).toBeGreaterThan(PLAN.points * 8);
  });
  it('sends master data first, as documents of their topic, each point once', async () => {
    const [gsrns, topics]: [string[], string[]] = [[], []];
    const points = await sendPlan(PLAN, { ...target(async () => ({ refused: [] })), sendFacts: async (topic, facts) => {
      topics.push(topic);
      for (const { body } of facts) gsrns.push(...(JSON.parse(body.toString()) as { records: { gsrn: string }[] }).records.map(({ gsrn }) => gsrn));
      return { refused: [] };
    } }, { ...quiet, masterData: true });
    expect([topics, gsrns, points.points, points.facts, points.records]).toEqual([['portfolio.points'], [...generatedPoints(PLAN)].map(({ gsrn }) => gsrn), 7, 0, 0]);
  });
  it('tells how many were refused and why, and goes on', async () => {
    const reasons = [{ code: 'E10', en: 'No', da: 'Nej' }];
    const summary = await sendPlan(PLAN, target(async ([first]) => ({ refused: [{ id: first!.id, reasons }] })), { ...quiet, masterData: false });
    expect(summary.refused).toBe(Math.ceil(countDocuments(PLAN) / 4));
    expect(summary.refusals).toHaveLength(5);
    expect(summary.documents).toBe(countDocuments(PLAN));
  });
  it('says that it was ended early', async () => {
    const stop = new AbortController();
    const summary = await sendPlan(PLAN, target(async () => { stop.abort(); return { refused: [] }; }), { ...quiet, signal: stop.signal, masterData: false });
    expect(summary.complete).toBe(false);
    expect(summary.documents).toBeLessThan(countDocuments(PLAN));
  });
});

describe('trying again', () => {
  const clock = () => {
    let ms = 0;
    return { now: () => ms, wait: async (pause: number) => { ms += pause; } };
  };
  it('goes on until it works', async () => {
    let tries = 0;
    expect(await tryAgain(async () => { if (++tries < 4) throw new NotNow('busy'); return 'done'; }, { ...quiet, patienceMs: 60_000, ...clock() })).toBe('done');
    expect(tries).toBe(4);
  });
  it('ends when patience has run out, and says what to do', async () => {
    let tries = 0;
    await expect(tryAgain(async () => { tries++; throw new NotNow('The server is not ready.'); }, { ...quiet, patienceMs: 30_000, ...clock() }))
      .rejects.toMatchObject({ exitCode: 69, message: expect.stringMatching(/not ready.*30 s.*run the same command again/) });
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(30);
  });
  it('does not repeat what cannot succeed', async () => {
    let tries = 0;
    await expect(tryAgain(async () => { tries++; throw new Error('wrong'); }, { ...quiet, patienceMs: 30_000, ...clock() })).rejects.toThrow('wrong');
    expect(tries).toBe(1);
  });
  it('waits as long as it is asked to', async () => {
    const [time, pauses] = [clock(), [] as number[]];
    let tries = 0;
    await tryAgain(async () => { if (++tries === 1) throw new NotNow('busy', 7_000); }, { ...quiet, patienceMs: 30_000, ...time, onPause: (_, ms) => pauses.push(ms) });
    expect(pauses).toEqual([7_000]);
  });
});

describe('working in parallel', () => {
  it('does every item, never more at once than told', async () => {
    let [under, most, done] = [0, 0, 0];
    await inParallel(Array.from({ length: 50 }, (_, n) => n), 5, quiet.signal, async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      done++;
    });
    expect([most, done]).toEqual([5, 50]);
  });
  it('stops at the first failure, once the others rest', async () => {
    let [under, done] = [0, 0];
    await expect(inParallel(Array.from({ length: 50 }, (_, n) => n), 4, quiet.signal, async (n) => {
      under++;
      await new Promise((resolve) => setImmediate(resolve));
      under--;
      if (n === 6) throw new Error('six');
      done++;
    })).rejects.toThrow('six');
    expect(under).toBe(0);
    expect(done).toBeLessThan(15);
  });
  it('makes groups', () => expect([...inGroups([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]));
});

describe('sending over HTTP', () => {
  const answered = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    const asked: { url: string; init: RequestInit }[] = [];
    const fetcher = (async (url: string, init: RequestInit) => { asked.push({ url, init }); return new Response(JSON.stringify(body), { status, headers }); }) as unknown as typeof fetch;
    return { asked, http: new HttpTarget({ url: 'http://host:1/', key: 'secret', topic: 'datahub.timeseries', fetcher }) };
  };
  const documents = ['a', 'b'].map((id): GeneratedDocument => ({ id, gsrn: '1', day: '2025-10-25', kind: 'first', series: 1, body: Buffer.from(`{"${id}":1}`) }));

  it('puts one document on each line', async () => {
    const { http, asked } = answered(202, { taken: 1, parked: 1, results: [{ line: 1 }, { line: 2, errors: [{ code: 'E10', en: 'No', da: 'Nej' }] }] });
    expect(await http.send(documents, quiet.signal)).toEqual({ refused: [{ id: 'b', reasons: [{ code: 'E10', en: 'No', da: 'Nej' }] }] });
    expect(asked[0]!.url).toBe('http://host:1/api/ingest/datahub.timeseries');
    expect(Buffer.from(asked[0]!.init.body as Uint8Array).toString()).toBe('{"a":1}\n{"b":1}\n');
  });
  it.each([429, 502, 503, 504])('takes %i for "not now", as long as the server says', async (status) => {
    await expect(answered(status, { code: 'BUSY' }, { 'retry-after': '3' }).http.send(documents, quiet.signal)).rejects.toMatchObject({ name: 'NotNow', retryAfterMs: 3_000 });
  });
  it.each([[401, /--key/], [403, /role/], [404, /--url/], [413, /413/]])('takes %i for final and says what to do', async (status, said) => {
    await expect(answered(status, { code: 'NO', detail: 'No.' }).http.send(documents, quiet.signal)).rejects.toMatchObject({ name: 'OperatorError', message: expect.stringMatching(said) });
  });
  it('takes a lost connection for "not now", and an unknown host for final', async () => {
    const failing = (code: string) => new HttpTarget({ url: 'http://host:1', key: 'k', topic: 't', fetcher: (async () => { throw new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) }); }) as unknown as typeof fetch });
    await expect(failing('ECONNREFUSED').send(documents, quiet.signal)).rejects.toBeInstanceOf(NotNow);
    await expect(failing('ENOTFOUND').send(documents, quiet.signal)).rejects.toMatchObject({ name: 'OperatorError', exitCode: 69 });
  });
});

describe('publishing to Kafka', () => {
  it('gives the GSRN as key and the id of the document as id', async () => {
    const published: unknown[] = [];
    const kafka = new KafkaTarget({ connection: { brokers: ['host:1'] }, topic: 'datahub.timeseries', sink: { publish: async (topic, messages) => { published.push([topic, ...messages]); }, close: async () => undefined } });
    const body = Buffer.from('{}');
    await kafka.send([{ id: 'd1', gsrn: '571313900000000009', day: '2025-10-25', kind: 'first', series: 1, body }]);
    expect(published).toEqual([['datahub.timeseries', { id: 'd1', key: '571313900000000009', body }]]);
  });
});
