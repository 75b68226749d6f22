import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Body, Controller, Delete, Get, HttpCode, Module, Param, Patch, Post, Put, StreamableFile } from '@nestjs/common';
import { type CommandContext, Rejected } from '#kernel';
import { openApiOf } from '../http/docs.js';
import { RawDocument } from '../http/raw-document.js';
import { AnyRole, Roles } from '../security/roles.js';
import { testHttpApp, type TestHttpApp } from '../testing.js';
import { CurrentContext } from './current-context.js';
import { NoStoredReply } from './no-stored-reply.js';
import { fingerprintOf } from './fingerprint.js';

const carriedOut: CommandContext[] = [];
let gate: Promise<void> | undefined;
let refuse = false;

@Controller('api/things')
@AnyRole()
class ThingsController {
  @Get() read() { return { carriedOut: carriedOut.push({ commandId: 'read' }) }; }
  @Post() async make(@CurrentContext() context: CommandContext, @Body() body: unknown) {
    await gate;
    carriedOut.push(context);
    if (refuse) throw new Rejected('THING_REFUSED');
    return { made: carriedOut.length, body };
  }
  @Put(':id') @HttpCode(200) put(@Param('id') id: string, @CurrentContext() context: CommandContext) { carriedOut.push(context); return { id, put: carriedOut.length }; }
  @Patch(':id') patch(@CurrentContext() context: CommandContext) { carriedOut.push(context); return { patched: carriedOut.length }; }
  @Delete(':id') @HttpCode(204) remove(@CurrentContext() context: CommandContext) { carriedOut.push(context); }
  @Post('secret') @NoStoredReply() secret(@CurrentContext() context: CommandContext) { carriedOut.push(context); return { name: 'Jens Hansen' }; }
  @Post('large') large(@CurrentContext() context: CommandContext) { carriedOut.push(context); return { text: 'x'.repeat(300_000) }; }
  @Post('stream') stream(@CurrentContext() context: CommandContext) { carriedOut.push(context); return new StreamableFile(Buffer.from('bytes'), { type: 'text/plain' }); }
  @Post('broken') broken(@CurrentContext() context: CommandContext) { carriedOut.push(context); throw new Error('nobody foresaw this'); }
  @Post('document') @RawDocument() document(@CurrentContext() context: CommandContext) { carriedOut.push(context); return { taken: carriedOut.length }; }
  @Post('closed') @Roles('back-office') closed() { return { never: 'seen' }; }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

let app: TestHttpApp;
let next = 0;
const newKey = (): string => `key-${++next}`;
beforeAll(async () => { app = await testHttpApp(ThingsModule); });
afterAll(() => app.close());
beforeEach(() => { carriedOut.length = 0; refuse = false; gate = undefined; });

const send = async (key: string | undefined, { method = 'POST', path = '/api/things', json = { a: 1 }, as = 'upstream' }: { method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; path?: string; json?: unknown; as?: 'upstream' | 'auditor' } = {}) => {
  const { status, headers, body } = await app.ask(method, path, { as, json, headers: { ...(key !== undefined && { 'idempotency-key': key }) } });
  return { status, body, code: (body as { code?: string } | undefined)?.code, replayed: headers['idempotent-replayed'], stored: headers['idempotent-stored'], type: headers['content-type'], retryAfter: headers['retry-after'] };
};

describe('A write with an Idempotency-Key', () => {
  it('is carried out once; the same request gets the stored reply', async () => {
    const key = newKey();
    const first = await send(key);
    expect(first).toMatchObject({ status: 201, body: { made: 1, body: { a: 1 } }, replayed: undefined, stored: undefined });
    expect(await send(key)).toEqual({ ...first, replayed: 'true' });
    expect(carriedOut).toHaveLength(1);
  });

  it.each<['PUT' | 'PATCH' | 'DELETE', number]>([['PUT', 200], ['PATCH', 200], ['DELETE', 204]])('is replayed for %s too', async (method, status) => {
    const key = newKey();
    const first = await send(key, { method, path: '/api/things/7' });
    expect(await send(key, { method, path: '/api/things/7' })).toEqual({ ...first, status, replayed: 'true' });
    expect(carriedOut).toHaveLength(1);
  });

  it('is the same request when only the order of its fields differs', async () => {
    const key = newKey();
    await send(key, { json: { a: 1, b: { c: 2, d: [1, 2] } } });
    expect(await send(key, { json: { b: { d: [1, 2], c: 2 }, a: 1 } })).toMatchObject({ status: 201, replayed: 'true' });
  });

  it('is refused when the key belongs to another request', async () => {
    const key = newKey();
    await send(key, { method: 'PUT', path: '/api/things/7' });
    for (const other of [{ json: { a: 2 } }, { path: '/api/things/8' }, { path: '/api/things/7?dry=1' }, { json: [] }]) {
      expect(await send(key, { method: 'PUT', path: '/api/things/7', ...other })).toMatchObject({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    }
    expect(carriedOut).toHaveLength(1);
  });

  it('shares its key with other routes and other API keys without harm', async () => {
    const key = newKey();
    await send(key);
    expect((await send(key, { method: 'PUT', path: '/api/things/7' })).replayed).toBeUndefined();
    expect((await send(key, { as: 'auditor' })).replayed).toBeUndefined();
    expect(new Set(carriedOut.map(({ commandId }) => commandId)).size).toBe(3);
  });

  it('is told to wait while the first is under way', async () => {
    const key = newKey();
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => { open = resolve; });
    const both = [send(key), send(key)];
    expect(await Promise.race(both)).toMatchObject({ status: 409, code: 'IDEMPOTENCY_IN_FLIGHT', retryAfter: '2' });
    open();
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await send(key)).toMatchObject({ status: 201, replayed: 'true' });
    expect(carriedOut).toHaveLength(1);
  });

  it('may be repeated after a refusal, because a refusal changes nothing, and gives the same command id', async () => {
    const key = newKey();
    refuse = true;
    expect(await send(key)).toMatchObject({ status: 409, code: 'THING_REFUSED' });
    refuse = false;
    expect(await send(key)).toMatchObject({ status: 201, replayed: undefined });
    expect(carriedOut.map(({ commandId }) => commandId)).toEqual([carriedOut[0]!.commandId, carriedOut[0]!.commandId]);
    expect(await send(key, { json: { a: 2 } })).toMatchObject({ status: 422 });
  });

  it('may be repeated after a failure of ours', async () => {
    const key = newKey();
    expect((await send(key, { path: '/api/things/broken' })).status).toBe(500);
    expect((await send(key, { path: '/api/things/broken' })).status).toBe(500);
    expect(carriedOut).toHaveLength(2);
  });

  it('whose reply holds personal data leaves none behind', async () => {
    const key = newKey();
    expect(await send(key, { path: '/api/things/secret' })).toMatchObject({ status: 201, body: { name: 'Jens Hansen' }, stored: expect.stringContaining('status only') });
    const again = await send(key, { path: '/api/things/secret' });
    expect(again).toMatchObject({ status: 201, replayed: 'true', body: { note: expect.stringContaining('not kept') } });
    expect(JSON.stringify(again)).not.toContain('Jens');
    expect(carriedOut).toHaveLength(1);
  });

  it.each(['large', 'stream'])('whose reply is too much to keep is said to be so: %s', async (path) => {
    const key = newKey();
    expect(await send(key, { path: `/api/things/${path}` })).toMatchObject({ status: 201, stored: expect.stringMatching(/^status only; .*not kept/) });
    expect(await send(key, { path: `/api/things/${path}` })).toMatchObject({ status: 201, replayed: 'true', body: { note: expect.any(String) } });
    expect(carriedOut).toHaveLength(1);
  });

  it.each(['', 'a b', 'ø', 'x'.repeat(201)])('is refused when its key cannot be one: %j', async (key) => {
    const { status, code } = await send(Buffer.from(key, 'utf8').toString('latin1'));
    expect({ status, code }).toEqual({ status: 400, code: 'INVALID_IDEMPOTENCY_KEY' });
    expect(carriedOut).toHaveLength(0);
  });

  it('takes a key of 200 characters', async () => expect((await send(`${'y'.repeat(190)}!"#~/:;,.[`)).status).toBe(201));

  it('does not open what a role closes, and claims nothing there', async () => {
    const key = newKey();
    for (let i = 0; i < 2; i++) expect(await send(key, { path: '/api/things/closed' })).toMatchObject({ status: 403, code: 'FORBIDDEN' });
    expect((await send(key, { path: '/api/things/nowhere' })).status).toBe(404);
  });

  it('leaves documents to the id of their message, and reads alone', async () => {
    const key = newKey();
    for (const made of [1, 2]) expect(await send(key, { path: '/api/things/document' })).toMatchObject({ status: 201, body: { taken: made }, replayed: undefined });
    for (let i = 0; i < 2; i++) {
      const { headers } = await app.ask('GET', '/api/things', { as: 'auditor', headers: { 'idempotency-key': key } });
      expect(headers['idempotent-replayed']).toBeUndefined();
    }
  });

  it('is answered all the same when its reply cannot be stored, and says so', async () => {
    const keep = jest.spyOn(app.replies, 'keep').mockRejectedValueOnce(new Error('disk full'));
    expect(await send(newKey())).toMatchObject({ status: 201, stored: expect.stringMatching(/^no;/) });
    keep.mockRestore();
    expect(app.logged().some(({ msg }) => typeof msg === 'string' && msg.includes('could not be stored'))).toBe(true);
  });

  it('whose first bearer died is carried out again under the same command id', async () => {
    const key = newKey();
    const keep = jest.spyOn(app.replies, 'keep').mockRejectedValueOnce(new Error('died here'));
    await send(key);
    keep.mockRestore();
    expect((await send(key)).code).toBe('IDEMPOTENCY_IN_FLIGHT');
    app.advance(61);
    expect(await send(key)).toMatchObject({ status: 201, replayed: undefined });
    expect(new Set(carriedOut.map(({ commandId }) => commandId)).size).toBe(1);
    expect(await send(key)).toMatchObject({ status: 201, replayed: 'true' });
  });
});

describe('A write without an Idempotency-Key', () => {
  it('is carried out each time, each under an id of its own, with who asked', async () => {
    for (let i = 0; i < 2; i++) expect((await send(undefined)).status).toBe(201);
    expect(new Set(carriedOut.map(({ commandId }) => commandId)).size).toBe(2);
    expect(carriedOut[0]).toEqual({ commandId: expect.stringMatching(/^[0-9a-f-]{36}$/), correlationId: expect.any(String), actor: "a test's upstream" });
  });
});

describe('The fingerprint of a request', () => {
  const of = (body: unknown, secret = 's') => fingerprintOf(secret, { method: 'POST', url: '/a', body });
  it('differs for each difference in meaning', () => {
    const bodies: unknown[] = [undefined, null, {}, [], '', 'null', 0, { a: 1 }, [['a', 1]], { a: '1' }, { a: [1] }, { a: { b: 1 } }, { fields: [['a', 1]] }, { 1: 'x', 0: 'y' }, ['y', 'x']];
    expect(new Set(bodies.map((body) => of(body))).size).toBe(bodies.length);
  });
  it('cannot be tried out without the API key', () => expect(of({ cpr: '0101011234' }, 'another')).not.toBe(of({ cpr: '0101011234' })));
});

describe('The documentation', () => {
  it('names the header on every write', () => {
    const { paths } = openApiOf(app.app.nest);
    const named = (operation?: { parameters?: readonly unknown[] }) => JSON.stringify(operation?.parameters ?? []).includes('Idempotency-Key');
    const path = paths['/api/things/{id}']!;
    expect([named(path.put), named(path.patch), named(path.delete), named(paths['/api/things']!.post), named(paths['/api/things']!.get)]).toEqual([true, true, true, true, false]);
  });
});
