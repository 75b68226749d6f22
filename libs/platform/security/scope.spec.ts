import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { listRoutes } from '../http/list-routes.js';
import { testHttpApp, type TestHttpApp } from '../testing.js';
import type { Scope } from './api-key.js';
import type { Caller } from './api-keys.js';
import { CurrentCaller } from './caller.js';
import { AnyRole, Roles } from './roles.js';
import { maySee, scopeOf } from './scope.js';
import { Scoped } from './scoped.js';

const [MINE, OTHER] = ['571313900000000016', '571313900000000023'];

@Controller('api/points')
@AnyRole()
class PointsController {
  @Get() @Scoped('list') list(@CurrentCaller() caller: Caller) { return [MINE, OTHER].filter((gsrn) => scopeOf(caller)?.gsrns.includes(gsrn) ?? true); }
  @Get('careless') @Scoped('list') careless() { return [MINE, OTHER]; }
  @Get('found/:number') @Scoped('object') found(@Param('number') number: string, @CurrentCaller() caller: Caller) { return { seen: maySee(caller, { customerId: number }) }; }
  @Get('undeclared/:gsrn') undeclared(@Param('gsrn') gsrn: string) { return { gsrn }; }
  @Get('closed') @Scoped('refused') closed() { return 'never seen'; }
  @Post('preview') @Scoped('gsrn', { body: ['gsrns', 'parentGsrn'] }) preview(@Body() body: unknown) { return { body }; }
  @Get(':gsrn') @Scoped('gsrn') show(@Param('gsrn') gsrn: string) { return { gsrn }; }
  @Post(':gsrn') @Roles('back-office') @Scoped('gsrn') write(@Param('gsrn') gsrn: string) { return { gsrn }; }
}

@Controller('api/customers')
@AnyRole()
class CustomersController {
  @Get(':id/person') @Scoped('customer', { param: 'id' }) person(@Param('id') id: string) { return { id }; }
  @Get(':gsrn/invoices') @Scoped('gsrn') invoices(@Param('gsrn') gsrn: string) { return { gsrn }; }
}

@Module({ controllers: [PointsController, CustomersController] })
class ThingsModule {}

let app: TestHttpApp;
beforeAll(async () => { app = await testHttpApp(ThingsModule); });
afterAll(() => app.close());

const asker = async (scope: Scope, roles: Caller['roles'] = ['auditor']) => {
  const { key } = await app.keys.create({ name: 'scoped', roles, scope });
  return async (method: 'GET' | 'POST' | 'HEAD', path: string, json?: unknown) => {
    const { status, body } = await app.ask(method, path, { headers: { 'x-api-key': key }, ...(json !== undefined && { json }) });
    return { status, body, code: (body as { code?: string }).code };
  };
};

describe('a scoped key', () => {
  it('sees its own points and customers, and of others not even that they are there', async () => {
    const ask = await asker({ gsrns: [MINE], customers: ['c-1'] });
    expect(await ask('GET', `/api/points/${MINE}`)).toMatchObject({ status: 200, body: { gsrn: MINE } });
    expect(await ask('GET', `/api/customers/${MINE}/invoices`)).toMatchObject({ status: 200 });
    expect(await ask('GET', '/api/customers/c-1/person')).toMatchObject({ status: 200 });
    for (const path of [`/api/points/${OTHER}`, `/api/points/${MINE}0`, `/api/customers/${OTHER}/invoices`, '/api/customers/c-2/person', `/api/customers/${MINE}/person`]) {
      expect({ path, ...await ask('GET', path) }).toMatchObject({ path, status: 404, code: 'OBJECT_NOT_FOUND' });
    }
    expect(await ask('HEAD', `/api/points/${OTHER}`)).toMatchObject({ status: 404 });
  });

  it('sees no point because of a customer, and no customer because of a point', async () => {
    expect((await (await asker({ customers: [MINE] }))('GET', `/api/points/${MINE}`)).status).toBe(404);
    expect((await (await asker({ gsrns: ['571313900000000016'] }))('GET', '/api/customers/571313900000000016/person')).status).toBe(404);
  });

  it('names only its own points in a body, and names some', async () => {
    const ask = await asker({ gsrns: [MINE] });
    expect((await ask('POST', '/api/points/preview', { gsrns: [MINE], parentGsrn: MINE })).status).toBe(201);
    for (const body of [{ gsrns: [MINE, OTHER] }, { gsrns: [MINE], parentGsrn: OTHER }, { gsrns: [] }, {}, { gsrns: [[MINE]] }, { gsrns: { 0: MINE } }, [MINE], { __proto: 1 }]) {
      expect({ sent: body, ...await ask('POST', '/api/points/preview', body) }).toMatchObject({ status: 404, code: 'OBJECT_NOT_FOUND' });
    }
  });

  it('gets lists with its own things only, and is told by the controller what it may see', async () => {
    const ask = await asker({ gsrns: [MINE], customers: ['c-1'] });
    expect((await ask('GET', '/api/points')).body).toEqual([MINE]);
    expect((await ask('GET', '/api/points/found/c-1')).body).toEqual({ seen: true });
    expect((await ask('GET', '/api/points/found/c-2')).body).toEqual({ seen: false });
  });

  it('gets nothing from a route that forgot to look', async () => {
    const ask = await asker({ gsrns: [MINE] });
    expect(await ask('GET', '/api/points/careless')).toMatchObject({ status: 500, code: 'ROUTE_IGNORES_SCOPE' });
    expect((await app.ask('GET', '/api/points/careless', { as: 'auditor' })).body).toEqual([MINE, OTHER]);
  });

  it.each(['/api/points/closed', `/api/points/undeclared/${MINE}`, '/metrics', '/api/api-keys'])('is refused at %s, an admin too', async (path) => {
    expect(await (await asker({ gsrns: [MINE] }, ['admin']))('GET', path)).toMatchObject({ status: 403, code: 'SCOPED_KEY_REFUSED' });
  });

  it('still needs the role', async () => {
    expect((await (await asker({ gsrns: [MINE] }))('POST', `/api/points/${MINE}`, {})).code).toBe('FORBIDDEN');
    expect((await (await asker({ gsrns: [MINE] }, ['back-office']))('POST', `/api/points/${MINE}`, {})).status).toBe(201);
  });
});

describe('a key without a scope', () => {
  it('sees all its roles allow', async () => {
    for (const path of ['/api/points', `/api/points/${OTHER}`, '/api/points/closed', `/api/points/undeclared/${MINE}`, '/api/customers/c-2/person']) expect((await app.ask('GET', path, { as: 'auditor' })).status).toBe(200);
    expect((await app.ask('GET', '/api/points/found/c-2', { as: 'auditor' })).body).toEqual({ seen: true });
  });
});

describe('a scope', () => {
  it('is made over HTTP, shown in the list, and names each thing once', async () => {
    const { status, body } = await app.ask('POST', '/api/api-keys', { as: 'admin', json: { name: 'portal', roles: ['auditor'], scope: { gsrns: [MINE, MINE], customers: ['c-1'] } } });
    expect({ status, body }).toMatchObject({ status: 201, body: { scope: { gsrns: [MINE], customers: ['c-1'] } } });
    const { apiKeys } = (await app.ask('GET', '/api/api-keys', { as: 'admin' })).body as { apiKeys: { name: string; scope?: Scope }[] };
    expect(apiKeys.filter(({ scope }) => scope !== undefined).map(({ name }) => name)).toContain('portal');
    expect(apiKeys.find(({ name }) => name === "a test's auditor")).not.toHaveProperty('scope');
  });

  it.each<[string, unknown, number]>([
    ['names nothing', {}, 422], ['names nothing in a list', { gsrns: [], customers: null }, 422], ['names what is no GSRN', { gsrns: ['5713'] }, 400], ['has a customer with blanks', { customers: ['a b'] }, 400],
    ['has another field', { points: [MINE] }, 400], ['is no object', 'all', 400], ['has no lists', { gsrns: MINE }, 400],
  ])('is refused when it %s', async (_, scope, status) => {
    expect((await app.ask('POST', '/api/api-keys', { as: 'admin', json: { name: 'portal', roles: ['auditor'], scope } })).status).toBe(status);
  });
});

describe('the list of routes', () => {
  it('says how each keeps scoped keys out', () => {
    const rules = Object.fromEntries(listRoutes(app.app).map(({ method, path, scoped, asksScope }) => [`${method} ${path}`, [scoped?.kind, asksScope]]));
    expect(rules).toMatchObject({ 'GET /api/points': ['list', true], 'GET /api/customers/:id/person': ['customer', false], 'GET /api/points/undeclared/:gsrn': [undefined, true], 'GET /metrics': [undefined, false] });
  });
});
