import { Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { RunCommandOptions } from '../settlement/runs/run-options.js';
import type { SettleCommandOptions } from '../settlement/settle.js';

/** One point from one document, or many points from what was received. */
export const settleCommand = (cli: Cli): Command => {
  const settle: Command = new Command('settle')
    .description('settle one point for one period from a JSON document (needs no database), or run and watch settlement runs')
    .option('--input <json>', 'the document; - reads standard input')
    .option('--explain', 'also say why: amount, line, intervals, prices and their versions')
    .addOption(new Option('--detail <how>', 'with --explain: how far down').choices(['parts', 'days', 'intervals']).default('parts'))
    .addOption(new Option('--language <language>', 'of problems and missing inputs').choices(['en', 'da']).default('en'))
    .action((options: Omit<SettleCommandOptions, 'input'> & { input?: string }) => {
      const { input } = options;
      if (input === undefined) return settle.error("error: required option '--input <json>' not specified; or give a command: run, status", { exitCode: 1, code: 'commander.missingMandatoryOptionValue' });
      return cli.run(async (run) => (await import('../settlement/settle.js')).settle(run, { ...options, input }));
    });

  settle.command('run')
    .description('settle every planned period that ends in the period, and wait until it is done')
    .requiredOption('--from <day>', 'periods that end after this local day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'and no later than this one: 2025-10-01 to 2025-11-01 is October')
    .option('--gsrn <gsrn…>', 'only these points', gathered)
    .option('--customer <id…>', 'only points of these customers', gathered)
    .option('--price-area <area>', 'only points in DK1 or DK2')
    .option('--frequency <frequency>', 'only points with contracts that are billed daily, weekly, monthly or quarterly')
    .option('--batch-size <n>', 'points that one worker has in hand at a time')
    .option('--no-wait', 'return as soon as the run is recorded')
    .action((options: RunCommandOptions) => cli.run(async (run) => (await import('../settlement/runs/start-run.js')).startRun(run, options)));

  settle.command('status')
    .description('how a settlement run stands; without an id the newest runs')
    .argument('[id]', 'of the run')
    .option('--limit <n>', 'without an id: at most so many runs', '20')
    .action((id: string | undefined, options: { limit: string }) => cli.run(async (run) => (await import('../settlement/runs/show-runs.js')).showRuns(run, id, options)));

  return settle;
};

/** An option that may be given more than once, or once with commas. */
const gathered = (value: string, before: readonly string[] = []): string[] => [...before, ...value.split(',').map((one) => one.trim()).filter((one) => one !== '')];
