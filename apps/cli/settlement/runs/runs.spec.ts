import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { gridtally } from '../../gridtally.js';
import { readRunOptions, type RunCommandOptions } from './run-options.js';
import { runsText } from './show-runs.js';
import { scopeText, standText } from './run-stand.js';

const typed = async (...args: string[]) => {
  const [out, err] = [[] as string[], [] as string[]];
  const stream = (into: string[]) => Object.assign(new PassThrough(), { write: (text: string) => { into.push(text); return true; } }) as unknown as NodeJS.WriteStream;
  return { code: await gridtally(args, { stdin: process.stdin, stdout: stream(out), stderr: stream(err), env: {} }), out: out.join(''), err: err.join('') };
};

describe('settle on the command line', () => {
  it('names its doors: a document, a run, the status', async () => {
    const { code, out } = await typed('settle', '--help');
    expect(code).toBe(0);
    for (const door of [/--input <json>/, /^  run /m, /^  status /m]) expect(out).toMatch(door);
  });
  it.each([[[], /--input <json>.*run, status/], [['run'], /--from/], [['run', '--from', '2025-10-01'], /--to/], [['status', 'a', 'b'], /too many arguments/], [['run', '--form', 'x'], /--from/]])('refuses what is incomplete: %j', async (args, meant) => {
    const { code, out, err } = await typed('settle', ...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(meant);
  });
});

describe('the options of settle run', () => {
  const options: RunCommandOptions = { from: '2025-10-01', to: '2025-11-01', wait: true };
  const told = (change: Partial<RunCommandOptions>): string[] => {
    try {
      readRunOptions({ ...options, ...change }, true);
    } catch (error) {
      expect(error).toMatchObject({ name: 'OperatorError', exitCode: 2 });
      return (error as Error).message.split('\n');
    }
    throw new Error('The options were taken');
  };
  it('are read', () => {
    expect(readRunOptions(options, true)).toEqual({ period: { from: '2025-10-01', to: '2025-11-01' }, scope: {} });
    expect(readRunOptions({ ...options, gsrn: ['571313900000000016'], customer: ['c'], priceArea: 'DK2', frequency: 'weekly', batchSize: '50' }, false)).toEqual({
      period: { from: '2025-10-01', to: '2025-11-01' }, batchSize: 50, scope: { gsrns: ['571313900000000016'], customers: ['c'], priceArea: 'DK2', billingFrequency: 'weekly' },
    });
  });
  it('are told everything that is wrong with them at once', () => expect(told({ from: '2025-13-01', to: 'x', gsrn: ['12'], batchSize: '0', priceArea: 'SE4', frequency: 'yearly' })).toHaveLength(6));
  it('need a period with days in it', () => expect(told({ to: '2025-10-01' })).toEqual([expect.stringMatching(/--to must lie after/)]));
});

describe('how a run stands', () => {
  const stand = { runId: 'r', status: 'running', period: { from: '2025-10-01', to: '2025-11-01' }, scope: { gsrns: ['a'], billingFrequency: 'daily' }, requestedBy: 'me', progress: { batches: 4, batchesSettled: 1, points: 40 }, counts: { settled: 8, blocked: 2, unchanged: 0 } } as const;
  it('is told in lines that fit a screen, with what to do about blocked periods', () => {
    const text = standText(stand, 2);
    expect(text).toMatch(/running, in 2\.0 s[\s\S]*1 point, daily contracts[\s\S]*1 of 4[\s\S]*8 settled, 0 unchanged, 2 blocked[\s\S]*issues\?runId=r/);
    for (const line of standText({ ...stand, runId: '6f0d7a1e-5c3b-5b7e-9a42-d1f08c6e2b95' }).split('\n')) expect(line.length).toBeLessThanOrEqual(150);
  });
  it('names everything when the scope is empty', () => expect([scopeText({}), scopeText({ customers: ['a', 'b'], priceArea: 'DK1' })]).toEqual(['all points', '2 customers, DK1']));
  it('is a row of a table', () => {
    expect(runsText([{ ...stand, requestedAt: 't', changedAt: 't', progress: { ...stand.progress, percent: 25 } }])).toMatch(/^r\s+running\s+2025-10-01\s+2025-11-01\s+1 point, daily contracts\s+25 %\s+2$/m);
    expect(runsText([])).toMatch(/settle run --from/);
  });
});
