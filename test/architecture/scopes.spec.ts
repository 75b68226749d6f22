import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_ROLES, listRoutes, type Route } from '#platform';
import { testHttpApp, type TestHttpApp } from '#platform/testing';
import { apiWithoutServers } from './api-without-servers.js';

const [IN_SCOPE, ELSEWHERE] = ['571313900000000016', '571313900000000023'];
/** Parameters of paths that name a point or a customer, whoever wrote the route. */
const NAMES_AN_OBJECT = /:(gsrn|customerId|customer|payerId|payer)\b|\/customers\/:/;

const named = ({ method, path, handler }: Route): string => `${method} ${path} (${handler})`;
const filled = ({ path }: Route, id: string): string => path.replace(/:\w+/g, id);

/** Every route keeps a key that is limited to some points and customers to those. What a route does not say, it refuses. */
describe('Scoped keys', () => {
  let door: TestHttpApp;
  let routes: readonly Route[];
  let ask: (route: Route, id: string) => Promise<{ status: number; code: string | undefined }>;
  beforeAll(async () => {
    door = await testHttpApp(await apiWithoutServers());
    routes = listRoutes(door.app).filter(({ opens }) => opens !== 'public');
    const { key } = await door.keys.create({ name: 'scoped', roles: API_ROLES, scope: { gsrns: [IN_SCOPE], customers: [IN_SCOPE] } });
    ask = async (route, id) => {
      const { status, body } = await door.ask(route.method as 'GET', filled(route, id), { headers: { 'x-api-key': key } });
      return { status, code: (body as { code?: string }).code };
    };
  });
  afterAll(async () => { await door.close(); });
  const ofKind = (...kinds: readonly (string | undefined)[]) => routes.filter(({ scoped }) => kinds.includes(scoped?.kind));

  it('were thought of in every route that names a point or a customer', () => {
    expect(routes.filter(({ path, scoped }) => NAMES_AN_OBJECT.test(path) && scoped === undefined).map(named)).toEqual([]);
  });

  it('are refused by routes that say so or say nothing', async () => {
    const refusing = ofKind('refused', undefined);
    const letIn = (await Promise.all(refusing.map(async (route) => ({ route: named(route), ...await ask(route, IN_SCOPE) })))).filter(({ status, code }) => status !== 403 || code !== 'SCOPED_KEY_REFUSED');
    expect(refusing.length).toBeGreaterThan(5);
    expect(letIn).toEqual([]);
  });

  it('find nothing under the id of another point or customer', async () => {
    const guarded = ofKind('gsrn', 'customer');
    const answers = (await Promise.all(guarded.map(async (route) => ({ route: named(route), ...await ask(route, ELSEWHERE) })))).filter(({ status, code }) => status !== 404 || code !== 'OBJECT_NOT_FOUND');
    expect(guarded.length).toBeGreaterThan(3);
    expect(answers).toEqual([]);
  });

  it('are let through to their own points and customers', async () => {
    const byPath = ofKind('gsrn', 'customer').filter(({ path }) => path.includes(':'));
    const refused = (await Promise.all(byPath.map(async (route) => ({ route: named(route), ...await ask(route, IN_SCOPE) })))).filter(({ code }) => code === 'OBJECT_NOT_FOUND' || code === 'SCOPED_KEY_REFUSED');
    expect(refused).toEqual([]);
  });

  it('are looked at by every controller that filters or looks for itself', () => {
    expect(ofKind('list', 'object').filter(({ asksScope }) => !asksScope).map(named)).toEqual([]);
  });
});
