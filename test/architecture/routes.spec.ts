import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listRoutes, type Route } from '#platform';
import { testHttpApp, type TestHttpApp } from '#platform/testing';
import { apiWithoutServers } from './api-without-servers.js';

const ANY_ID = '6f0d7a1e-5c3b-4b7e-9a42-d1f08c6e2b95';
/** The path with something in the place of every parameter. */
const anExampleOf = ({ path }: Route): string => path.replace(/:\w+/g, ANY_ID);

describe('The routes of the API', () => {
  let door: TestHttpApp;
  let routes: readonly Route[];
  beforeAll(async () => {
    door = await testHttpApp(await apiWithoutServers());
    routes = listRoutes(door.app);
  });
  afterAll(async () => { await door.close(); });

  it('are all found', () => {
    expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(expect.arrayContaining([
      'GET /health/live', 'GET /metrics', 'POST /api/ingest/:topic', 'GET /api/metering-points/:gsrn/readings', 'PUT /api/metering-points/:gsrn',
      'GET /api/gaps', 'GET /api/messages', 'POST /api/parked/release', 'POST /api/views/:name/rebuild', 'GET /api/streams/:stream',
    ]));
  });
  it('name who may use them', () => expect(routes.filter(({ opens }) => opens === 'nobody')).toEqual([]));
  it('are public for health alone', () => {
    expect(routes.filter(({ opens }) => opens === 'public').map(({ path }) => path).sort()).toEqual(['/health/live', '/health/ready']);
  });
  it('ask for a key, each of them', async () => {
    const answers = await Promise.all(routes.filter(({ opens }) => opens !== 'public').map(async (route) => {
      const { status, headers } = await door.ask(route.method as 'GET', anExampleOf(route));
      return { route: `${route.method} ${route.path}`, status, type: headers['content-type'] };
    }));
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter(({ status, type }) => status !== 401 || !type?.startsWith('application/problem+json'))).toEqual([]);
  });
  it('refuse a key of a role that is not named', async () => {
    const roles = ['back-office', 'auditor', 'upstream'] as const; // an admin may do everything
    const tried = await Promise.all(routes.flatMap((route) => (typeof route.opens === 'string' ? [] : roles.filter((role) => !route.opens.includes(role)).map(async (role) => {
      const { status } = await door.ask(route.method as 'GET', anExampleOf(route), { as: role });
      return { route: `${route.method} ${route.path}`, role, status };
    }))));
    expect(tried.length).toBeGreaterThan(20);
    expect(tried.filter(({ status }) => status !== 403)).toEqual([]);
  });
  it('answer with a problem for what is not there', async () => {
    for (const path of ['/', '/api', '/api/nothing', '/health']) {
      const { status, headers } = await door.ask('GET', path, { as: 'admin' });
      expect({ path, status, type: headers['content-type']?.split(';')[0] }).toEqual({ path, status: 404, type: 'application/problem+json' });
    }
  });
});
