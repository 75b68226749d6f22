import { describe, expect, it } from '@jest/globals';
import { ConfigError } from './config-error.js';
import { loadConfig } from './config.js';
import { describeConfig } from './describe-config.js';

const problemsOf = (env: Record<string, string>) => {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('the configuration', () => {
  it('needs nothing: one process on our own Postgres', () => {
    expect(loadConfig({})).toMatchObject({
      database: { kind: 'embedded' }, eventStore: { kind: 'postgres' }, messages: { kind: 'direct' },
      http: { host: '127.0.0.1', port: 3000, bodyLimitBytes: 1024 * 1024 }, zone: 'Europe/Copenhagen', strictIds: true,
      roles: ['api', 'ingest', 'projector', 'processes'], dataDir: expect.stringMatching(/^\/.*\.gridtally$/),
    });
  });

  it('takes what it is told', () => {
    expect(loadConfig({
      DATABASE_URL: 'postgres://me:p%40ss@db:5432/grid', EVENTSTORE_URL: 'esdb://a:2113,b:2113?tls=false', KAFKA_BROKERS: 'k1:9092, [::1]:9093', PORT: '0', HOST: '::',
      GRIDTALLY_ROLES: 'Projector,api', GRIDTALLY_STRICT_IDS: 'no', LOG_LEVEL: 'DEBUG', GRIDTALLY_ZONE: 'Europe/Zagreb',
    })).toMatchObject({
      database: { kind: 'server', url: 'postgres://me:p%40ss@db:5432/grid' }, eventStore: { kind: 'eventstoredb', url: 'esdb://a:2113,b:2113?tls=false' },
      messages: { kind: 'kafka', brokers: ['k1:9092', '[::1]:9093'] }, http: { port: 0, host: '::' },
      roles: ['api', 'projector'], strictIds: false, logLevel: 'debug', zone: 'Europe/Zagreb',
    });
  });

  it('treats an empty variable as absent', () => {
    expect(loadConfig({ DATABASE_URL: '', PORT: ' ', GRIDTALLY_ROLES: '' })).toEqual(loadConfig({}));
  });

  it('names every problem at once, each with what to do, and ends with 78', () => {
    const env = { DATABASE_URL: 'mysql://me:hush@db/grid', EVENTSTORE_URL: 'nonsense-hush', KAFKA_BROKERS: 'kafka', PORT: '70000', HOST: 'not a host', GRIDTALLY_ZONE: 'Europe/Kopenhagen', GRIDTALLY_STRICT_IDS: 'maybe', GRIDTALLY_ROLES: 'api,kings', LOG_LEVEL: 'loud', GRIDTALLY_INGEST_BATCH: '1.5', GRIDTALLY_STRICT_ID: 'true' };
    const problems = problemsOf(env);
    expect(problems.map(({ variable }) => variable).sort()).toEqual(Object.keys(env).sort());
    for (const problem of problems) expect(Object.values(problem).every((text) => text !== '')).toBe(true);
    const error = new ConfigError(problems);
    expect(error.exitCode).toBe(78);
    expect(error.message).toContain('11 problems');
    expect(error.message).not.toContain('hush');
  });

  it.each([['GRIDTALLY_STRICT_ID', 'GRIDTALLY_STRICT_IDS'], ['GRIDTALLY_ROLE', 'GRIDTALLY_ROLES'], ['gridtally_zone', 'GRIDTALLY_ZONE'], ['GRIDTALLY_POOLSIZE', 'GRIDTALLY_POOL_SIZE']])('takes %s for a misspelt %s', (variable, meant) => {
    expect(problemsOf({ [variable]: '1' })).toMatchObject([{ variable, doThis: expect.stringContaining(`Did you mean ${meant}?`) }]);
  });

  it('guesses nothing about a name that is far from all, and leaves other programs their variables', () => {
    expect(problemsOf({ GRIDTALLY_FAVOURITE_COLOUR: 'blue' })).toMatchObject([{ doThis: expect.stringMatching(/^Remove it/) }]);
    expect(problemsOf({ PATH: '/bin', PGHOST: 'x', PORTS: '1' })).toEqual([]);
  });

  it.each(['postgres://me:p@ss/word@db/grid', 'postgres://:'])('says how to write special characters when %s cannot be read', (url) => {
    expect(problemsOf({ DATABASE_URL: url })).toMatchObject([{ variable: 'DATABASE_URL', doThis: expect.stringContaining('Percent-encode') }]);
  });
});

describe('the description of the configuration', () => {
  it('names the stores in use and no secret', () => {
    const text = describeConfig(loadConfig({ DATABASE_URL: 'postgres://me:hush@db:5432/grid', EVENTSTORE_URL: 'esdb://admin:hush@es:2113' }));
    expect(text).toContain('postgres://me:***@db:5432/grid');
    expect(text).toContain('EventStoreDB esdb://admin:***@es:2113');
    expect(text).not.toContain('hush');
    expect(describeConfig(loadConfig({}))).toContain('our own Postgres (DATABASE_URL is not set)');
  });
});
