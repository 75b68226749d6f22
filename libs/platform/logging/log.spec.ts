import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { commandContext, logContext, withLogContext } from './log-context.js';
import { createLog } from './log.js';
import { maskSecrets } from './mask-secrets.js';
import { NestLog } from './nest-log.js';

const KEY = `gt_0a1b2c3d_${'aB3_-'.repeat(8)}xyz`;

const logTo = (level: 'trace' | 'info' = 'info') => {
  const lines: string[] = [];
  return { log: createLog({ level, destination: { write: (line: string) => void lines.push(line) } }), lines, last: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
};

describe('a log line', () => {
  it('carries the context of the work in hand, across waits and side by side', async () => {
    const { log, lines } = logTo();
    const work = (correlationId: string) => withLogContext({ correlationId }, async () => {
      await nextTurn();
      await withLogContext({ gsrn: '571313180400000013' }, async () => { await nextTurn(); log.info(correlationId); });
    });
    await Promise.all([work('first'), work('second')]);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: 'first', correlationId: 'first', gsrn: '571313180400000013' }, { msg: 'second', correlationId: 'second', gsrn: '571313180400000013' },
    ]);
    expect(logContext()).toEqual({});
  });

  it('has its level and instant as text', () => {
    const { log, last } = logTo();
    log.warn('careful');
    expect(last()).toMatchObject({ level: 'warn', msg: 'careful', at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });
  });

  it('has no secrets, neither by field nor by shape', () => {
    const { log, lines } = logTo();
    log.info({ headers: { authorization: `Bearer ${KEY}`, 'x-api-key': 'anything' }, password: 'hush', request: { headers: { cookie: 'hush' } } }, `key ${KEY} at postgres://me:hush@db/grid`);
    log.error({ err: Object.assign(new Error(`connect esdb://u:hush@es failed for ${KEY}`), { detail: 'Key (name)=(hush) exists', code: '23505' }) });
    expect(lines.join('')).not.toMatch(/hush|anything|aB3_/);
    expect(lines.join('')).toContain('gt_0a1b2c3d_***');
    expect(lines.map((line) => typeof JSON.parse(line))).toEqual(['object', 'object']);
  });

  it('says of an error its kind, code, stack and causes', () => {
    const { log, last } = logTo();
    log.error({ err: new TypeError('outer', { cause: Object.assign(new Error('inner'), { code: 'ENOSPC' }) }) });
    expect(last()).toMatchObject({ err: { type: 'TypeError', message: 'outer', stack: expect.stringContaining('log.spec'), cause: { message: 'inner', code: 'ENOSPC' } } });
  });
});

describe('the words of Nest', () => {
  it('come one level lower, errors as they are, with part and stack', () => {
    const { log, last } = logTo('trace');
    const nest = new NestLog(log);
    nest.log('Mapped {/x}', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug', msg: 'Mapped {/x}', part: 'RouterExplorer' });
    nest.error('went wrong', 'Error: went wrong\n    at somewhere', 'Part');
    expect(last()).toMatchObject({ level: 'error', stack: expect.stringContaining('at somewhere'), part: 'Part' });
    nest.error(new Error('thrown'));
    expect(last()).toMatchObject({ level: 'error', msg: 'thrown', err: { message: 'thrown' } });
  });
});

describe('the context of a command', () => {
  it('is that of the work in hand', () => {
    expect(withLogContext({ correlationId: 'c', causationId: 'm', actor: 'gateway', gsrn: '1' }, () => commandContext('id'))).toEqual({ commandId: 'id', correlationId: 'c', causationId: 'm', actor: 'gateway' });
    expect(commandContext('id')).toEqual({ commandId: 'id' });
  });
});

describe('masking', () => {
  it.each([
    ['postgres://me:a:b@db/x?sslmode=off', 'postgres://me:***@db/x?sslmode=off'],
    ['postgres://db/x?user=me&password=hush&a=1', 'postgres://db/x?user=me&password=***&a=1'],
    ['Authorization: Basic bWU6aHVzaA==', 'Authorization: Basic ***'],
    ['http://localhost:3000/a@b', 'http://localhost:3000/a@b'],
    ['Bearer of good news', 'Bearer of good news'],
  ])('turns %s into %s', (text, masked) => expect(maskSecrets(text)).toBe(masked));
});
