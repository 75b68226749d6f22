import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsArray, IsInt, IsOptional, IsString, Matches, ValidateNested } from 'class-validator';
import { Rejected, StoreUnavailable, WrongExpectedRevision, type Reason } from '#kernel';
import { logContext } from '../logging/log-context.js';
import { Roles } from '../security/roles.js';
import { testHttpApp, type TestHttpApp } from '../testing.js';
import { RawDocument } from './raw-document.js';

class Line {
  @IsString() readonly code!: string;
  @Matches(/^-?\d+\.\d{2}$/) readonly amountDkk!: string;
}

class Order {
  @IsString() readonly orderId!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => Line) readonly lines!: Line[];
}

class Page {
  @IsOptional() @Type(() => Number) @IsInt() readonly limit?: number;
}

const failures: Record<string, () => Error> = {
  missing: () => new Rejected('ORDER_NOT_FOUND', { orderId: '17' }),
  refused: () => new Rejected('ORDER_CLOSED', { reasons: [{ code: 'E47', en: 'The period is closed.', da: 'Perioden er lukket.', path: '$.from' }] }),
  raced: () => new WrongExpectedRevision('order-17', 3, 4),
  away: () => new StoreUnavailable('esdb://secret-host did not answer'),
  bug: () => new TypeError('cannot read secret_table of undefined'),
  database: () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:5432'), { code: 'ECONNREFUSED' }),
};

@Controller('api/orders')
@Roles('back-office')
class OrdersController {
  @Post() place(@Body() order: Order) { return { placed: order instanceof Order, lines: order.lines.length }; }
  @Get() list(@Query() { limit }: Page) { return { limit }; }
  @Get('fail/:how') fail(@Param('how') how: string): never { throw failures[how]!(); }
  @Post('context/:gsrn') async context(@Body() _body: unknown) { await Promise.resolve(); return logContext(); }
  @Post('documents') @RawDocument() @Roles('upstream') document(@Body() body: Buffer) { return { bytes: body.length, buffer: Buffer.isBuffer(body) }; }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

let app: TestHttpApp;
beforeAll(async () => { app = await testHttpApp(OrdersModule, { GRIDTALLY_BODY_LIMIT: '2048', GRIDTALLY_INGEST_BODY_LIMIT: '8192' }); });
afterAll(() => app.close());

const errorsOf = (body: unknown) => (body as { errors: Reason[] }).errors;
const asOffice = { as: 'back-office' } as const;

describe('bad input', () => {
  it('is answered with every problem at once, with place and in two languages', async () => {
    const json = { orderId: 5, lines: [{ code: 'A', amountDkk: '1.00' }, { code: 'B', amountDkk: '1', amount: 2 }], 'odd name': 1 };
    const { status, headers, body } = await app.ask('POST', '/api/orders?secret=1', { ...asOffice, json });
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({
      type: 'urn:gridtally:problem:INVALID_INPUT', title: 'Bad Request', status: 400, code: 'INVALID_INPUT', instance: '/api/orders', correlationId: headers['x-correlation-id'],
    });
    expect(errorsOf(body).map(({ code, path }) => `${code} ${path}`).sort()).toEqual([
      'IS_STRING $.orderId', 'MATCHES $.lines[1].amountDkk', 'UNKNOWN_FIELD $.lines[1].amount', 'UNKNOWN_FIELD $["odd name"]',
    ]);
    for (const { en, da } of errorsOf(body)) expect(en !== '' && da !== '' && en !== da).toBe(true);
  });

  it('is refused where it is nested, without exception', async () => {
    const { body } = await app.ask('POST', '/api/orders', { ...asOffice, json: { orderId: '1', lines: ['text', null, { code: 'A', amountDkk: '1.00' }] } });
    expect(errorsOf(body).map(({ path }) => path)).toEqual(expect.arrayContaining(['$.lines[0]', '$.lines[1]']));
  });

  it('is found in the query, which is converted when it is right', async () => {
    expect((await app.ask('GET', '/api/orders?limit=5', asOffice)).body).toEqual({ limit: 5 });
    expect(errorsOf((await app.ask('GET', '/api/orders?limit=five', asOffice)).body)).toMatchObject([{ code: 'IS_INT', path: '$.limit' }]);
  });

  it.each<[string, string | Buffer, number, string]>([
    ['not JSON', '{"orderId": ', 400, 'INVALID_JSON'],
    ['nothing', '', 400, 'EMPTY_BODY'],
    ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400, 'NOT_UTF8'],
    ['a list', '[]', 400, 'INVALID_INPUT'],
    ['null', 'null', 400, 'INVALID_INPUT'],
    ['a number', '7', 400, 'INVALID_INPUT'],
    ['a prototype', '{"__proto__": {"admin": true}}', 400, 'INVALID_JSON'],
    ['a constructor', '{"constructor": {"prototype": {"admin": true}}}', 400, 'INVALID_JSON'],
    ['too deep', '['.repeat(65) + ']'.repeat(65), 400, 'JSON_TOO_DEEP'],
    ['too large', JSON.stringify({ orderId: 'x'.repeat(3000) }), 413, 'BODY_TOO_LARGE'],
  ])('that is %s has a stable code', async (_, body, status, code) => {
    expect(await app.ask('POST', '/api/orders', { ...asOffice, headers: { 'content-type': 'application/json' }, body })).toMatchObject({ status, body: { code, status } });
  });

  it('of another content type or at an unknown path is a problem, too', async () => {
    expect(await app.ask('POST', '/api/orders', { ...asOffice, headers: { 'content-type': 'text/xml' }, body: '<a/>' })).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } });
    expect(await app.ask('GET', '/api/nowhere', asOffice)).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND', instance: '/api/nowhere' } });
    expect(await app.ask('GET', '/api/%ZZ', asOffice)).toMatchObject({ status: 400, headers: { 'content-type': expect.stringContaining('problem+json') }, body: { code: 'BAD_URL' } });
  });

  it('is taken untouched where documents are taken, up to their own limit', async () => {
    const send = async (body: string | Buffer, type = 'application/json') => (await app.ask('POST', '/api/orders/documents', { as: 'upstream', headers: { 'content-type': type }, body })).body;
    expect(await send(Buffer.from([0xff, ...Buffer.alloc(5000)]))).toEqual({ bytes: 5001, buffer: true });
    expect(await send('<a/>', 'text/xml')).toEqual({ bytes: 4, buffer: true });
    expect(await send(Buffer.alloc(9000))).toMatchObject({ code: 'BODY_TOO_LARGE' });
  });
});

describe('a failure', () => {
  it.each<[string, number, object]>([
    ['missing', 404, { code: 'ORDER_NOT_FOUND', details: { orderId: '17' } }],
    ['refused', 409, { code: 'ORDER_CLOSED', errors: [{ code: 'E47', path: '$.from' }] }],
    ['raced', 409, { code: 'CONCURRENT_CHANGE' }],
    ['away', 503, { code: 'STORE_UNAVAILABLE' }],
    ['database', 503, { code: 'DATABASE_UNAVAILABLE' }],
    ['bug', 500, { code: 'INTERNAL' }],
  ])('(%s) is answered with %i and nothing of the inside', async (how, status, body) => {
    const answer = await app.ask('GET', `/api/orders/fail/${how}`, asOffice);
    expect(answer).toMatchObject({ status, body });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|10\.0\.0\.7|node_modules/);
    expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : how === 'raced' ? '1' : undefined);
  });

  it('nobody foresaw is logged with its stack under the correlation id of the answer', async () => {
    await app.ask('GET', '/api/orders/fail/bug', { ...asOffice, headers: { 'x-correlation-id': 'the-bug-of-today' } });
    const line = app.logged().find(({ level, correlationId }) => level === 'error' && correlationId === 'the-bug-of-today');
    expect(line).toMatchObject({ code: 'INTERNAL', err: { type: 'TypeError', stack: expect.stringContaining('http-app.spec') } });
  });
});

describe('tracing', () => {
  it('keeps a sane correlation id and replaces others', async () => {
    expect((await app.ask('GET', '/health/live', { headers: { 'x-correlation-id': 'upstream-4711' } })).headers['x-correlation-id']).toBe('upstream-4711');
    expect((await app.ask('GET', '/health/live', { headers: { 'x-correlation-id': 'a b c <script>' } })).headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('puts correlation id, caller and GSRN into the context of the route, also behind a body', async () => {
    const { body } = await app.ask('POST', '/api/orders/context/571313180400000013', { ...asOffice, headers: { 'x-correlation-id': 'with-a-body' }, json: { a: 1 } });
    expect(body).toEqual({ correlationId: 'with-a-body', actor: "a test's back-office", gsrn: '571313180400000013' });
  });

  it('logs each request once, by route, without its query or key', async () => {
    await app.ask('GET', '/api/orders?limit=12345', { ...asOffice, headers: { 'x-correlation-id': 'logged-once' } });
    const lines = app.logged().filter(({ correlationId }) => correlationId === 'logged-once');
    expect(lines).toMatchObject([{ level: 'info', method: 'GET', route: '/api/orders', status: 200, actor: "a test's back-office" }]);
    expect(JSON.stringify(app.logged())).not.toMatch(/limit=12345|gt_[0-9a-f]{8}_[A-Za-z0-9]/);
  });
});

describe('operators', () => {
  it('learn that it lives without a key, and whether every dependency answers', async () => {
    expect(await app.ask('GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    let broken: Error | undefined = undefined;
    app.readiness.register({ name: 'store', check: async () => { if (broken) throw broken; } });
    expect(await app.ask('GET', '/health/ready')).toMatchObject({ status: 200, body: { ready: true, checks: [{ name: 'store', ok: true }] } });
    broken = new Error('connect to postgres://me:hush@db failed');
    const answer = await app.ask('GET', '/health/ready');
    expect(answer).toMatchObject({ status: 503, body: { code: 'NOT_READY', details: { checks: [{ name: 'store', ok: false }] } } });
    expect(JSON.stringify(answer.body)).not.toContain('hush');
  });

  it('read metrics in the text format, with what was answered', async () => {
    app.metrics.messageProcessed('datahub.timeseries', 'done', 3);
    const { headers, body } = await app.ask('GET', '/metrics', { as: 'auditor' });
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toContain('gridtally_messages_total{topic="datahub.timeseries",outcome="done"} 3');
    expect(body).toMatch(/gridtally_http_seconds_count\{method="GET",route="\/health\/live",status="200"\} \d/);
  });

  it('read the documentation, with its scripts and nothing else of the disk', async () => {
    const page = await app.ask('GET', '/api/docs', { headers: { authorization: `Basic ${Buffer.from(`x:${app.keyOf('auditor')}`).toString('base64')}` } });
    expect([page.status, page.headers['content-security-policy']]).toEqual([200, expect.stringContaining("script-src 'self'")]);
    const scripts = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(scripts).toHaveLength(4);
    for (const url of scripts) expect((await app.ask('GET', url, { as: 'auditor' })).status).toBe(200);
    for (const url of ['/api/docs/package.json', '/api/docs/..%2fpackage.json']) expect((await app.ask('GET', url, { as: 'auditor' })).status).toBe(404);
    const { body } = await app.ask('GET', '/api/docs-json', { as: 'auditor' });
    expect(Object.keys((body as { paths: object }).paths)).toEqual(expect.arrayContaining(['/api/orders', '/api/api-keys', '/health/ready', '/metrics']));
    expect(body).toMatchObject({
      security: [{ bearer: [] }, { header: [] }],
      paths: {
        '/api/orders': { post: { responses: { default: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } } } },
        '/health/live': { get: { security: [] } },
      },
    });
  });

  it('find security headers on everything, failures included', async () => {
    for (const url of ['/health/live', '/nowhere', '/api/%ZZ']) {
      expect((await app.ask('GET', url)).headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining("default-src 'none'") });
    }
  });
});
