import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { gridtally } from './gridtally.js';
import { keyRequest } from './keys/create-key.js';
import { scopeText } from './keys/list-keys.js';
import { prefixIn } from './keys/revoke-key.js';
import { readLoadOptions } from './load/read-load-options.js';
import { Output, OutputClosed } from './output.js';
import { usageProblems as releaseProblems } from './parked/release-parked.js';
import { usageProblems as tailProblems } from './streams/tail-streams.js';

const around = (env: Record<string, string> = {}) => {
  const [out, err] = [[] as string[], [] as string[]];
  const stream = (into: string[]) => Object.assign(new PassThrough(), { write: (text: string) => { into.push(text); return true; } }) as unknown as NodeJS.WriteStream;
  return { out, err, surroundings: { stdin: process.stdin, stdout: stream(out), stderr: stream(err), env } };
};

const typed = async (...args: string[]) => {
  const { out, err, surroundings } = around();
  return { code: await gridtally(args, surroundings), out: out.join(''), err: err.join('') };
};

describe('the command line', () => {
  it('helps, with every command and every exit code', async () => {
    const { code, out } = await typed('--help');
    expect(code).toBe(0);
    for (const name of ['load', 'views', 'parked', 'streams', 'topics', 'keys', 'doctor', 'config', 'settle', 'scenario', 'measurements']) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
    for (const exit of [0, 1, 2, 69, 70, 74, 78]) expect(out).toMatch(new RegExp(`^  ${exit}\\s`, 'm'));
  });
  it.each([[['veiws'], /views/], [['views', 'lsit'], /list/], [['load', '--poinst', '3'], /--points/], [['measurements', 'd15', '.', '--out', 'x'], /d15-estimate/]])('knows what %j was meant to be', async (args, meant) => {
    const { code, err } = await typed(...args);
    expect(code).toBe(2);
    expect(err).toMatch(meant);
  });
  it.each([['views', 'rebuild'], ['scenario', '.'], ['settle'], ['parked', 'discard', 'x']])('refuses what is incomplete: %s %s', async (...args) => {
    const { code, err, out } = await typed(...args.filter((one) => one !== undefined));
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/missing|required/);
  });
  it('shows --json in the help of every command', async () => expect((await typed('parked', 'list', '--help')).out).toMatch(/--json/));
});

describe('the options of load', () => {
  const options = { points: '3', days: '2', from: '2025-10-25', quarters: '0.5', gaps: '0', corrections: '0', seed: '1', zone: 'Europe/Copenhagen', to: 'http', url: 'http://127.0.0.1:3000', key: 'k', patience: '60' } as const;
  const told = (change: object): string[] => {
    try {
      readLoadOptions({ ...options, ...change }, around().surroundings);
    } catch (error) {
      expect(error).toMatchObject({ name: 'OperatorError', exitCode: 2 });
      return (error as Error).message.split('\n');
    }
    throw new Error('The options were taken');
  };
  it('are read', () => expect(readLoadOptions(options, around().surroundings)).toMatchObject({ plan: { points: 3, days: 2, quarters: 0.5 }, masterData: false, patienceMs: 60_000, destination: { to: 'http', url: 'http://127.0.0.1:3000', key: 'k' } }));
  it('are told everything that is wrong with them at once', () => {
    expect(told({ points: '0x10', days: '-1', gaps: '7', url: 'localhost', key: undefined, atOnce: '1e3', patience: 'long' })).toHaveLength(7);
  });
  it('are told everything that is missing', () => expect(told({ points: undefined, from: undefined, to: undefined })).toEqual(['--points is missing.', '--from is missing.', '--to is missing.']));
  it('need a way to Kafka, and take it from the configuration', () => {
    expect(told({ to: 'kafka', masterData: true })).toEqual([expect.stringMatching(/--brokers/)]);
    expect(readLoadOptions({ ...options, to: 'kafka' }, around({ KAFKA_BROKERS: 'b:9092' }).surroundings).destination).toEqual({ to: 'kafka', connection: { brokers: ['b:9092'] } });
    expect(readLoadOptions({ ...options, to: 'kafka', brokers: 'a:1,b:2' }, around({ KAFKA_BROKERS: 'b:9092' }).surroundings).destination).toEqual({ to: 'kafka', connection: { brokers: ['a:1', 'b:2'] } });
  });
  it('take prices and contracts along, with master data wherever they go', () => {
    expect(readLoadOptions({ ...options, with: ['contracts', 'prices'] }, around().surroundings)).toMatchObject({ facts: ['prices', 'contracts'], masterData: true });
    expect(readLoadOptions({ ...options, with: ['prices'] }, around().surroundings)).toMatchObject({ facts: ['prices'], masterData: false });
    expect(readLoadOptions({ ...options, with: ['contracts'], to: 'kafka', brokers: 'b:1' }, around().surroundings)).toMatchObject({ facts: ['contracts'], masterData: true });
    expect(told({ with: ['prices', 'weather'], gaps: '7' })).toEqual([expect.stringMatching(/gaps/), expect.stringMatching(/--with takes prices and contracts, not "weather"/)]);
  });
  it('need a folder for files', () => expect(told({ to: 'files' })).toEqual([expect.stringMatching(/--out/)]));
});

describe('other options', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it('of a new key are told everything that is wrong', () => {
    expect(keyRequest({}, now).problems).toHaveLength(2);
    expect(keyRequest({ name: ' ', role: ['king', 'admin'], expires: '2026-02-31' }, now).problems).toHaveLength(3);
    expect(keyRequest({ name: 'x', role: ['admin'], expires: '2025-12-31' }, now).problems).toEqual(['--expires must lie in the future.']);
  });
  it('of a new key are read', () => expect(keyRequest({ name: 'x', role: ['upstream'], expires: '2026-12-31' }, now)).toEqual({ problems: [], request: { name: 'x', roles: ['upstream'], expiresAt: '2026-12-31T00:00:00.000Z' } }));
  it('of a key that sees little are read, each problem named', () => {
    expect(keyRequest({ name: 'x', role: ['auditor'], gsrn: ['571313900000000016'], customer: ['c-1', 'c-2'] }, now)).toEqual({ problems: [], request: { name: 'x', roles: ['auditor'], scope: { gsrns: ['571313900000000016'], customers: ['c-1', 'c-2'] } } });
    expect(keyRequest({ name: 'x', role: ['auditor'], gsrn: ['5713', '571313900000000016'], customer: ['a b'] }, now).problems).toEqual([expect.stringContaining('--gsrn 5713'), expect.stringContaining('--customer "a b"')]);
    expect([{}, { scope: {} }, { scope: { gsrns: ['571313900000000016'] } }, { scope: { gsrns: ['1', '2'], customers: ['c-1'] } }].map(scopeText)).toEqual(['everything', 'nothing', 'point 571313900000000016', '2 points, customer c-1']);
  });
  it('may be a whole key where a prefix is meant', () => expect(['0123abcd', 'gt_0123abcd', 'gt_0123abcd_secret'].map(prefixIn)).toEqual(['0123abcd', '0123abcd', '0123abcd']));
  it('of release are ids or everything', () => {
    expect(releaseProblems([], {})).toHaveLength(1);
    expect(releaseProblems(['a'], { all: true })).toHaveLength(1);
    expect(releaseProblems(['a'], { code: 'E10' })).toHaveLength(1);
    expect(releaseProblems([], { all: true, code: 'E10' })).toEqual([]);
  });
  it('of tail must show something', () => {
    expect(tailProblems({})).toHaveLength(1);
    expect(tailProblems({ fromStart: true, after: 'x' })).toHaveLength(1);
    expect(tailProblems({ follow: true })).toEqual([]);
    expect(tailProblems({ fromStart: true })).toEqual([]);
  });
});

describe('the output', () => {
  it('is JSON when asked for, and text otherwise', async () => {
    for (const [asJson, expected] of [[true, '{\n  "a": 1\n}\n'], [false, 'one\n']] as const) {
      const stdout = new PassThrough();
      await new Output(asJson, stdout, new PassThrough()).answer({ a: 1 }, () => 'one');
      expect(String(stdout.read())).toBe(expected);
    }
  });
  it('that nobody reads any more is told apart from a failure', async () => {
    const stdout = new PassThrough();
    stdout.destroy();
    await expect(new Output(true, stdout, new PassThrough()).line({})).rejects.toBeInstanceOf(OutputClosed);
  });
});
