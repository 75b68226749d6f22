import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { connect } from 'node:net';
import { AnyRole } from '../security/roles.js';
import { testHttpApp, type TestHttpApp } from '../testing.js';

@Module({})
class EmptyModule {}

/** Sends the text as it is; gives back everything that came until the other side closed. */
const exchange = (app: TestHttpApp, text: string): Promise<string> => new Promise((resolve, reject) => {
  let answer = '';
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(text));
  socket.on('data', (data) => { answer += String(data); }).on('close', () => resolve(answer)).on('error', reject);
});

describe('what is not a request', () => {
  it('is answered as a problem, too', async () => {
    const app = await testHttpApp(EmptyModule);
    try {
      expect(await exchange(app, `GET / HTTP/1.1\r\nhost: x\r\nlarge: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 [\s\S]*application\/problem\+json[\s\S]*"code":"HEADERS_TOO_LARGE"/);
      expect(await exchange(app, 'NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*"code":"UNREADABLE_REQUEST"/);
      expect((await app.ask('GET', '/health/live')).status).toBe(200);
    } finally {
      await app.close();
    }
  });
});

describe('a port', () => {
  it('that is taken is named in the error', async () => {
    const first = await testHttpApp(EmptyModule);
    const { port } = new URL(first.url);
    try {
      await expect(testHttpApp(EmptyModule, { PORT: port })).rejects.toMatchObject({ code: 'EADDRINUSE', port: Number(port) });
    } finally {
      await first.close();
    }
  });
});

describe('closing', () => {
  const slow = () => {
    let [release, arrived]: (() => void)[] = [];
    const held = new Promise<void>((resolve) => { release = resolve; });
    const isHeld = new Promise<void>((resolve) => { arrived = resolve; });
    @Controller('api/slow')
    class SlowController {
      @Get() @AnyRole() async read() { arrived!(); await held; return { finished: true }; }
    }
    @Module({ controllers: [SlowController] })
    class SlowModule {}
    return { SlowModule, release: () => release!(), isHeld };
  };

  it('lets the request in hand finish', async () => {
    const { SlowModule, release, isHeld } = slow();
    const app = await testHttpApp(SlowModule);
    const asked = app.ask('GET', '/api/slow', { as: 'auditor' });
    await isHeld;
    const closed = app.close();
    release();
    expect((await asked).body).toEqual({ finished: true });
    await closed;
    await expect(app.ask('GET', '/health/live')).rejects.toThrow();
  });

  it('cuts a request that does not finish', async () => {
    const { SlowModule, release, isHeld } = slow();
    const app = await testHttpApp(SlowModule, { GRIDTALLY_SHUTDOWN_SECONDS: '1' });
    const asked = app.ask('GET', '/api/slow', { as: 'auditor' }).catch((error: unknown) => error);
    await isHeld;
    const began = performance.now();
    await app.close();
    expect(performance.now() - began).toBeLessThan(1000);
    expect(String(await asked)).toMatch(/fetch failed|terminated|other side closed/);
    release();
  });
});
