import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { keyOn } from './door.js';
import { all, document, newGsrn } from './documents.js';
import { eventually } from './eventually.js';
import { runToEnd } from './program.js';
import { type RunningApp, startApp } from './running-app.js';

let app: RunningApp;
beforeAll(async () => { app = await startApp({ GRIDTALLY_INGEST_BODY_LIMIT: '200000' }); }, 60_000);
afterAll(async () => { await app?.close(); }, 30_000);

const DAY = { from: '2025-01-14T23:00:00Z', to: '2025-01-15T23:00:00Z', resolution: 'PT1H' as const };
const good = (over: Partial<Parameters<typeof document>[0]> = {}) => document({ gsrn: newGsrn(), ...DAY, wh: all(1_000, 24), ...over });
const PROBLEM = 'application/problem+json';

describe('A document that cannot be taken', () => {
  it('is answered with all reasons, parked, refused again when released, and discarded in the end', async () => {
    const body = good({ gsrn: '571313900000000017', wh: all(1_000, 23) }); // wrong check digit, one hour short
    const { status, type, body: problem } = await app.door.post(body);
    expect({ status, type, code: problem['code'] }).toEqual({ status: 422, type: PROBLEM, code: 'MESSAGE_PARKED' });
    const errors = problem['errors'] as { code: string; path: string; en: string; da: string }[];
    expect(errors.length).toBeGreaterThanOrEqual(2);
    for (const { code, path, en, da } of errors) expect([code, path, en, da].every((text) => typeof text === 'string' && text !== '')).toBe(true);
    const id = (problem['details'] as { parkedId: string }).parkedId;
    expect(await app.door.get(`/api/parked/${id}`)).toMatchObject({ state: 'parked', attempts: 1, message: { body: body.toString() } });

    const released = await app.door.ask('POST', '/api/parked/release', { json: { ids: [id] } });
    expect(released.status).toBe(200);
    expect(released.body['results']).toMatchObject([{ id, result: 'refused-again' }]);
    expect(await app.door.get(`/api/parked/${id}`)).toMatchObject({ state: 'parked', attempts: 2 });

    expect((await app.door.ask('POST', `/api/parked/${id}/discard`, { json: { why: 'the sender corrected it' } })).status).toBe(200);
    expect(await app.door.get(`/api/parked/${id}`)).toMatchObject({ state: 'discarded', why: 'the sender corrected it' });
    const { messages } = await app.door.get('/api/parked');
    expect((messages as { id: string }[]).map((one) => one.id)).not.toContain(id);
  });

  it('because its id was used before is parked, and the first one counts', async () => {
    const [gsrn, documentId] = [newGsrn(), randomUUID()];
    await app.door.take(good({ gsrn, documentId }));
    const { status, body } = await app.door.post(good({ gsrn, documentId, wh: all(9_000, 24) }));
    expect({ status, codes: (body['errors'] as { code: string }[]).map(({ code }) => code) }).toEqual({ status: 422, codes: ['DOCUMENT_ID_REUSED'] });
    expect(await app.door.get(`/api/metering-points/${gsrn}/readings?from=2025-01-15&to=2025-01-16&resolution=P1D`)).toMatchObject({ totalKwh: '24.000' });
  });

  it.each([['no JSON', '{"a":'], ['nothing', ' '], ['another document', '{"hello":"world"}'], ['bytes', '\u0000\u0001']])('because it is %s is parked with a reason', async (_what, body) => {
    const answer = await app.door.post(body);
    expect({ status: answer.status, type: answer.type }).toEqual({ status: 422, type: PROBLEM });
    expect((answer.body['errors'] as unknown[]).length).toBeGreaterThan(0);
  });

  it('among many takes nothing from the others', async () => {
    const lines = Buffer.concat([good(), Buffer.from('\n{"a":\n'), good(), Buffer.from('\n')]);
    const { status, body } = await app.door.post(lines, { headers: { 'content-type': 'application/x-ndjson' } });
    expect({ status, body }).toMatchObject({ status: 202, body: { taken: 2, parked: 1, results: [{ line: 1, recorded: 1 }, { line: 2, errors: expect.anything() }, { line: 3, recorded: 1 }] } });
  });
});

describe('The door', () => {
  it('knows no other topics', async () => {
    const { status, type, body } = await app.door.ask('POST', '/api/ingest/no.such.topic', { body: good() });
    expect({ status, type, code: body['code'] }).toEqual({ status: 404, type: PROBLEM, code: 'TOPIC_NOT_FOUND' });
  });
  it('asks for a key', async () => {
    for (const key of [null, '', 'gt_00000000_nonsense', 'nonsense']) {
      const { status, type } = await app.door.post(good(), { key });
      expect({ key, status, type }).toEqual({ key, status: 401, type: PROBLEM });
    }
  });
  it('opens to each role for its own', async () => {
    const of = async (role: 'upstream' | 'auditor') => (await keyOn(app.database.url, [role])).key;
    const [upstream, auditor] = [await of('upstream'), await of('auditor')];
    const gsrn = newGsrn();
    const path = `/api/metering-points/${gsrn}/readings?from=2025-01-15&to=2025-01-16`;
    const taken = await app.door.post(good({ gsrn }), { key: upstream });
    expect(taken.status).toBe(202);
    await app.door.shows(taken.body['position'] as string);
    expect((await app.door.ask('GET', path, { key: auditor })).status).toBe(200);
    for (const answer of [await app.door.post(good(), { key: auditor }), await app.door.ask('GET', path, { key: upstream })]) {
      expect({ status: answer.status, type: answer.type }).toEqual({ status: 403, type: PROBLEM });
    }
  });
  it('is shut to a key that has expired or was revoked, and says so to the command line that made it', async () => {
    const expired = await keyOn(app.database.url, ['upstream'], new Date(Date.now() + 1_500).toISOString());
    expect((await app.door.post(good(), { key: expired.key })).status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect((await app.door.post(good(), { key: expired.key })).status).toBe(401);

    const env = { DATABASE_URL: app.database.url, GRIDTALLY_DATA: app.env['GRIDTALLY_DATA']! };
    const made = await runToEnd('apps/cli/main.js', env, ['keys', 'create', '--name', 'a story', '--role', 'upstream', '--json']);
    expect(made).toMatchObject({ code: 0 });
    const { key, prefix } = JSON.parse(made.output.slice(made.output.indexOf('{'), made.output.lastIndexOf('}') + 1)) as { key: string; prefix: string };
    expect((await app.door.post(good(), { key })).status).toBe(202);
    expect(await runToEnd('apps/cli/main.js', env, ['keys', 'revoke', prefix])).toMatchObject({ code: 0 });
    await eventually('another process has noticed the revocation', async () => ((await app.door.post(good(), { key })).status === 401 ? true : undefined), 5_000);
  }, 60_000);
  it('says that it has never heard of a point', async () => {
    const { status, type, body } = await app.door.ask('GET', `/api/metering-points/${newGsrn()}/readings?from=2025-01-15&to=2025-01-16`);
    expect({ status, type, code: body['code'] }).toEqual({ status: 404, type: PROBLEM, code: 'METERING_POINT_NOT_FOUND' });
  });
  it('refuses a body that is too large', async () => {
    const { status, type } = await app.door.post(Buffer.alloc(300_000, 32));
    expect({ status, type }).toEqual({ status: 413, type: PROBLEM });
  });
  it('tells everything that is wrong with a question at once', async () => {
    const { status, type, body } = await app.door.ask('GET', '/api/metering-points/12/readings?from=yesterday&to=2025-01-16&knownAt=never');
    expect({ status, type }).toEqual({ status: 400, type: PROBLEM });
    expect((body['errors'] as { path: string }[]).map(({ path }) => path).sort()).toEqual(['$.from', '$.gsrn', '$.knownAt']);
  });
  it('has counters for whoever operates it', async () => {
    const { body } = await app.door.ask('GET', '/metrics');
    const metrics = body['text'] as string;
    expect(metrics).toMatch(/gridtally_messages_total\{topic="datahub\.timeseries",outcome="done"\} [1-9]/);
    expect(metrics).toMatch(/gridtally_messages_total\{topic="datahub\.timeseries",outcome="parked"\} [1-9]/);
    for (const name of ['gridtally_view_lag_seconds', 'gridtally_append_seconds_count', 'gridtally_projection_seconds_count', 'gridtally_http_seconds_count']) expect(metrics).toContain(name);
  });
});
