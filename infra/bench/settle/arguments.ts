import { parseArgs } from 'node:util';
import type { ReadingResolution } from '../../../libs/settlement/domain/portfolio/terms.js';

export type BenchArguments = Readonly<{ points: number; month: string; resolution: ReadingResolution; threads: readonly number[]; repeat: number }>;

export const USAGE = 'settle [--points 80000] [--month 2025-01] [--resolution PT1H|PT15M] [--threads 1,2] [--repeat 3]';

/** Reads the command line; everything wrong with it at once. @throws Error with one line per mistake */
export const benchArguments = (args: readonly string[]): BenchArguments => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      points: { type: 'string', default: '80000' },
      month: { type: 'string', default: '2025-01' },
      resolution: { type: 'string', default: 'PT1H' },
      threads: { type: 'string', default: '1,2' },
      repeat: { type: 'string', default: '3' },
    },
  });
  const mistakes: string[] = [];
  const whole = (name: string, text: string, least: number, most: number): number => {
    if (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
    mistakes.push(`--${name} ${text}: give a whole number from ${least} to ${most}`);
    return least;
  };
  const { month, resolution } = values;
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) mistakes.push(`--month ${month}: give year and month, such as 2025-01`);
  if (resolution !== 'PT1H' && resolution !== 'PT15M') mistakes.push(`--resolution ${resolution}: give PT1H or PT15M`);
  const points = whole('points', values.points, 1, 10_000_000);
  const repeat = whole('repeat', values.repeat, 1, 100);
  const threads = values.threads.split(',').map((text) => whole('threads', text, 0, 256));
  if (mistakes.length > 0) throw new Error([...mistakes, USAGE].join('\n'));
  return { points, month, resolution: resolution as ReadingResolution, threads, repeat };
};
