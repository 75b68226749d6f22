import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import { listRoutes } from '../http/list-routes.js';
import { testHttpApp, type TestHttpApp } from '../testing.js';
import { CurrentCaller } from './caller.js';
import type { Caller } from './api-keys.js';
import { AnyRole, Roles } from './roles.js';

@Controller('api/things')
class ThingsController {
  @Get() @AnyRole() read(@CurrentCaller() caller: Caller) { return { caller: caller.name }; }
  @Post() @Roles('back-office') write(@Body() body: unknown) { return { body }; }
  @Get('forgotten') forgotten() { return 'never seen'; }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

let app: TestHttpApp;
beforeAll(async () => { app = await testHttpApp(ThingsModule); });
afterAll(() => app.close());

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`me:${key}`).toString('base64')}` });

describe('who asks', () => {
  it.each(['/api/things', '/metrics', '/api/docs', '/api/docs-json', '/api/docs/swagger-ui.css', '/nowhere', '/api/api-keys', '/health/other'])('is asked for a key at %s', async (url) => {
    const { status, headers, body } = await app.ask('GET', url);
    expect([status, (body as { code: string }).code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(headers['www-authenticate']).toMatch(url.startsWith('/api/docs') ? /^Basic / : /^Bearer /);
  });

  it('is settled before the body is looked at', async () => {
    expect((await app.ask('POST', '/api/things', { body: 'not json', headers: { 'content-type': 'application/json' } })).status).toBe(401);
    expect((await app.ask('POST', '/api/things', { as: 'admin', body: 'not json', headers: { 'content-type': 'application/json' } })).status).toBe(400);
  });

  it('is refused with a wrong key', async () => {
    const key = app.keyOf('admin');
    for (const wrong of [`${key.slice(0, -4)}AAAA`, key.toUpperCase(), 'gt_', '']) {
      expect((await app.ask('GET', '/metrics', { headers: { 'x-api-key': wrong } })).status).toBe(401);
    }
  });

  it('may send the key as Bearer, X-API-Key or password of Basic', async () => {
    const key = app.keyOf('auditor');
    const ways: Record<string, string>[] = [{ authorization: `bearer ${key}` }, { 'x-api-key': key }, basic(key)];
    for (const headers of ways) expect((await app.ask('GET', '/api/things', { headers })).body).toEqual({ caller: "a test's auditor" });
  });

  it('may not change anything with Basic: another site could make a browser send it', async () => {
    expect((await app.ask('POST', '/api/things', { headers: basic(app.keyOf('admin')), json: {} })).status).toBe(401);
  });
});

describe('keys that cannot be checked', () => {
  it('let nobody in, ask to come again, and leave health alone', async () => {
    const verify = jest.spyOn(app.keys, 'verify').mockRejectedValue(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    expect(await app.ask('GET', '/api/things', { as: 'admin' })).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'DATABASE_UNAVAILABLE' } });
    expect((await app.ask('GET', '/health/live')).status).toBe(200);
    verify.mockRestore();
  });
});

describe('a role', () => {
  it('opens the routes that name it; admin opens all of them', async () => {
    for (const as of ['back-office', 'admin'] as const) expect((await app.ask('POST', '/api/things', { as, json: {} })).status).toBe(201);
    for (const as of ['auditor', 'upstream'] as const) {
      expect(await app.ask('POST', '/api/things', { as, json: {} })).toMatchObject({ status: 403, body: { code: 'FORBIDDEN', detail: expect.stringContaining('admin or back-office') } });
    }
  });

  it('opens HEAD where it opens GET', async () => {
    expect((await app.ask('HEAD', '/health/live')).status).toBe(200);
    expect((await app.ask('HEAD', '/api/things', { as: 'auditor' })).status).toBe(200);
    expect((await app.ask('HEAD', '/api/api-keys', { as: 'auditor' })).status).toBe(403);
    expect((await app.ask('HEAD', '/api/things')).status).toBe(401);
  });

  it('is missing from a route: nobody gets in', async () => {
    expect(await app.ask('GET', '/api/things/forgotten', { as: 'admin' })).toMatchObject({ status: 403, body: { code: 'ROUTE_WITHOUT_ROLES' } });
  });
});

describe('the list of routes', () => {
  it('says who may use each, so that a forgotten one is found', () => {
    expect(listRoutes(app.app)).toMatchObject([
      { method: 'GET', path: '/api/api-keys', handler: 'ApiKeysController.list', opens: ['admin'] },
      { method: 'POST', path: '/api/api-keys', handler: 'ApiKeysController.create', opens: ['admin'] },
      { method: 'DELETE', path: '/api/api-keys/:prefix', handler: 'ApiKeysController.revoke', opens: ['admin'] },
      { method: 'GET', path: '/api/things', handler: 'ThingsController.read', opens: ['admin', 'back-office', 'auditor', 'upstream'] },
      { method: 'POST', path: '/api/things', handler: 'ThingsController.write', opens: ['back-office'] },
      { method: 'GET', path: '/api/things/forgotten', handler: 'ThingsController.forgotten', opens: 'nobody' },
      { method: 'GET', path: '/health/live', handler: 'HealthController.live', opens: 'public' },
      { method: 'GET', path: '/health/ready', handler: 'HealthController.ready', opens: 'public' },
      { method: 'GET', path: '/metrics', handler: 'MetricsController.read', opens: ['admin', 'back-office', 'auditor', 'upstream'] },
    ]);
  });
});

describe('API keys over HTTP', () => {
  it('are made, listed and revoked', async () => {
    const made = await app.ask('POST', '/api/api-keys', { as: 'admin', json: { name: 'gateway', roles: ['upstream'] } });
    expect(made).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' }, body: { name: 'gateway', roles: ['upstream'], createdBy: "a test's admin", key: expect.stringMatching(/^gt_/) } });
    const { key, prefix } = made.body as { key: string; prefix: string };
    expect((await app.ask('GET', '/metrics', { headers: { 'x-api-key': key } })).status).toBe(200);
    const listed = JSON.stringify((await app.ask('GET', '/api/api-keys', { as: 'admin' })).body);
    expect(listed).toContain(prefix);
    expect(listed).not.toMatch(/hash|_[A-Za-z0-9_-]{43}/);
    expect(await app.ask('DELETE', `/api/api-keys/${prefix}`, { as: 'admin' })).toMatchObject({ status: 200, body: { revokedAt: expect.any(String) } });
    expect((await app.ask('GET', '/metrics', { headers: { 'x-api-key': key } })).status).toBe(401);
    expect(await app.ask('DELETE', '/api/api-keys/00000000', { as: 'admin' })).toMatchObject({ status: 404, body: { code: 'API_KEY_NOT_FOUND' } });
  });

  it('are the business of admins', async () => {
    for (const as of ['back-office', 'auditor', 'upstream'] as const) expect((await app.ask('GET', '/api/api-keys', { as })).status).toBe(403);
  });

  it('are refused with everything that is wrong with them', async () => {
    const { status, body } = await app.ask('POST', '/api/api-keys', { as: 'admin', json: { name: '', roles: ['king'], expiresAt: 'soon' } });
    expect(status).toBe(400);
    expect((body as { errors: { path: string }[] }).errors.map(({ path }) => path).sort()).toEqual(['$.expiresAt', '$.name', '$.roles']);
    expect(await app.ask('POST', '/api/api-keys', { as: 'admin', json: { name: 'old', roles: ['auditor'], expiresAt: '2020-01-01T00:00:00Z' } })).toMatchObject({ status: 422, body: { code: 'API_KEY_INVALID' } });
  });
});
