import { createHash } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { calendarOf, MARKET_ZONE } from '#energy';
import { Chunk } from '../../../libs/settlement/domain/portfolio/chunk.js';
import { type Market, marketOf } from '../../../libs/settlement/domain/portfolio/market.js';
import { type MonthGrid, monthGrid } from '../../../libs/settlement/domain/portfolio/month-grid.js';
import type { PortfolioResults } from '../../../libs/settlement/domain/portfolio/results.js';
import { inThisThread } from '../../../libs/settlement/domain/portfolio/runner.js';
import { settlePortfolio } from '../../../libs/settlement/domain/portfolio/settle-portfolio.js';
import { onThreads } from '../../../libs/settlement/domain/portfolio/threads.js';
import { type BenchArguments, benchArguments } from './arguments.js';
import { bareLoop } from './bare-loop.js';
import { benchPrices, Generator } from './generator.js';
import { Stopwatch, timedRunner, timedSource } from './timed.js';

/** Lines that every reading takes part in: energy, margin, grid, system and transmission tariff, electricity tax. */
const LINES_PER_READING = 6;

type Setup = Readonly<{ args: BenchArguments; grid: MonthGrid; market: Market }>;

/** One run from the first reading loaded to the last result written; thread start included. */
type Run = Readonly<{ seconds: number; cpuSeconds: number; loadSeconds: number; settleSeconds: number | null; results: PortfolioResults }>;

const oneRun = async ({ args, grid, market }: Setup, threads: number): Promise<Run> => {
  const [load, settle] = [new Stopwatch(), new Stopwatch()];
  const cpu = process.cpuUsage();
  const start = performance.now();
  const results = await settlePortfolio({
    market, points: args.points, threads,
    source: timedSource(new Generator(grid, args.resolution, args.points), load),
    runner: (setup, count) => (count === 0 ? timedRunner(inThisThread(setup), settle) : onThreads(setup, count)),
  });
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / 1_000_000, loadSeconds: load.seconds, settleSeconds: threads === 0 ? settle.seconds : null, results };
};

/** The seconds of the bare loop alone, loading not counted. */
const bareSeconds = async ({ args, grid, market }: Setup): Promise<number> => {
  const watch = new Stopwatch();
  const source = new Generator(grid, args.resolution, args.points);
  const chunk = new Chunk(market, args.points);
  const loop = timedRunner(bareLoop(market), watch);
  for (;;) {
    chunk.clear();
    source.fill(chunk);
    if (chunk.isEmpty) return watch.seconds;
    await loop.settle(chunk.filled());
  }
};

const best = async <T>(repeat: number, run: () => Promise<T>, seconds: (result: T) => number): Promise<{ best: T; all: number[] }> => {
  const runs: T[] = [];
  for (let i = 0; i < repeat; i++) runs.push(await run());
  const sorted = [...runs].sort((a, b) => seconds(a) - seconds(b));
  return { best: sorted[0]!, all: runs.map((one) => round(seconds(one))) };
};

const checksum = (results: PortfolioResults): string => createHash('sha256').update(new Uint8Array(results.columns.buffer)).digest('hex').slice(0, 16);

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

const bench = async (args: BenchArguments): Promise<void> => {
  const loadBefore = loadavg()[0]!;
  const grid = monthGrid(calendarOf(MARKET_ZONE), args.month);
  const setup: Setup = { args, grid, market: marketOf(grid, benchPrices(grid, args.resolution)) };
  const readings = args.points * grid.hours * (args.resolution === 'PT1H' ? 1 : 4);
  const bare = await best(args.repeat, () => bareSeconds(setup), (seconds) => seconds);
  const runs = [];
  for (const threads of [0, ...args.threads.filter((count) => count > 0)]) {
    const { best: run, all } = await best(args.repeat, () => oneRun(setup, threads), ({ seconds }) => seconds);
    runs.push({
      threads: threads === 0 ? 'none beside the calling one' : threads,
      seconds: round(run.seconds), allSeconds: all, cpuSeconds: round(run.cpuSeconds), loadSeconds: round(run.loadSeconds),
      settleSeconds: run.settleSeconds === null ? undefined : round(run.settleSeconds),
      readingsPerSecond: Math.round(readings / run.seconds),
      intervalLinesPerSecond: Math.round((readings * LINES_PER_READING) / run.seconds),
      ratioToBareLoop: round(run.seconds / bare.best),
      settlingAloneToBareLoop: run.settleSeconds === null ? undefined : round(run.settleSeconds / bare.best),
      settledPoints: run.results.countSettled(), checksum: checksum(run.results),
    });
  }
  const report = {
    bench: 'settle', points: args.points, month: args.month, resolution: args.resolution, readings, intervalLines: readings * LINES_PER_READING,
    bareLoop: { what: 'one thread, unguarded: sum, spot and grid tariff of every reading', seconds: round(bare.best), allSeconds: bare.all },
    runs,
    sameResultForEveryNumberOfThreads: new Set(runs.map((run) => run.checksum)).size === 1,
    peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1_024),
    machine: { node: process.version, cores: availableParallelism(), loadBefore: round(loadBefore) },
  };
  console.log(JSON.stringify(report, null, 2));
};

try {
  await bench(benchArguments(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
