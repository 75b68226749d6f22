import { describe, expect, it } from '@jest/globals';
import { Controller, Module, Post } from '@nestjs/common';
import type { CommandContext } from '#kernel';
import { loadConfig } from '../config/config.js';
import { Readiness } from '../health/readiness.js';
import { createHttpApp, type HttpApp } from '../http/http-app.js';
import { createLog } from '../logging/log.js';
import { Metrics } from '../metrics/metrics.js';
import { openSpecDatabase } from '../postgres/database-for-specs.js';
import { ApiKeys } from '../security/api-keys.js';
import { MemoryApiKeyStore } from '../security/memory-api-key-store.js';
import { AnyRole } from '../security/roles.js';
import { CurrentContext } from './current-context.js';
import { PostgresStoredReplies } from './postgres-stored-replies.js';
import { storedRepliesContract } from './stored-replies-contract.js';

const open = async () => {
  const spec = await openSpecDatabase();
  const replies = new PostgresStoredReplies(spec.pool);
  await replies.ensureSchema();
  return {
    spec, replies, close: () => spec.close(),
    age: async (seconds: number) => { await spec.pool.query('update platform_stored_replies set at = at - make_interval(secs => $1)', [seconds]); },
  };
};

storedRepliesContract('a table of Postgres', open);

describe('The table of replies', () => {
  it('is made by any number of processes at once', async () => {
    const { spec, close } = await open();
    await spec.pool.query('drop table platform_stored_replies');
    await Promise.all(Array.from({ length: 4 }, () => new PostgresStoredReplies(spec.pool).ensureSchema()));
    expect(await new PostgresStoredReplies(spec.pool).prune(1)).toBe(0);
    await close();
  });
});

const carriedOut: string[] = [];

@Controller('api/things')
@AnyRole()
class ThingsController {
  @Post() async make(@CurrentContext() { commandId }: CommandContext) {
    carriedOut.push(commandId);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { made: carriedOut.length };
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('Two processes on one table of replies', () => {
  it('carry a request out once, whichever it reaches how often', async () => {
    const { spec, replies, close } = await open();
    const keys = new ApiKeys(new MemoryApiKeyStore());
    const { key } = await keys.create({ name: 'sender', roles: ['upstream'] });
    const apps: HttpApp[] = [];
    for (let i = 0; i < 2; i++) {
      apps.push(await createHttpApp(ThingsModule, { config: loadConfig({ PORT: '0' }), log: createLog({ level: 'silent' }), keys, metrics: new Metrics(), readiness: new Readiness(), replies }));
    }
    const urls = await Promise.all(apps.map((app) => app.listen()));
    const send = async (url: string) => {
      const answer = await fetch(`${url}/api/things`, { method: 'POST', headers: { 'x-api-key': key, 'idempotency-key': 'one', 'content-type': 'application/json' }, body: '{"a":1}' });
      return { status: answer.status, replayed: answer.headers.get('idempotent-replayed'), body: await answer.json() as unknown };
    };
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => send(urls[at % 2]!)));
    expect(answers.filter(({ status, replayed }) => status === 201 && replayed === null)).toHaveLength(1);
    expect(answers.filter(({ status }) => status !== 409 && status !== 201)).toEqual([]);
    expect(await Promise.all(urls.map(send))).toEqual(urls.map(() => ({ status: 201, replayed: 'true', body: { made: 1 } })));
    expect(carriedOut).toHaveLength(1);
    const { rows } = await spec.pool.query<{ row: string }>('select row_to_json(r)::text as row from platform_stored_replies r');
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain(key);
    await Promise.all(apps.map((app) => app.close()));
    await close();
  });
});
