import { Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import { gathered, repeated } from '../gathered.js';
import type { RunCommandOptions } from '../settlement/runs/run-options.js';
import type { PreviewOptions } from '../settlement/preview/preview-options.js';
import type { ExplainPeriodOptions } from '../settlement/why/explain-period.js';
import type { SettleCommandOptions } from '../settlement/settle.js';

/** One point from one document, or many points from what was received. */
export const settleCommand = (cli: Cli): Command => {
  const settle: Command = new Command('settle')
    .description('settle one point for one period from a JSON document (needs no database), or run, watch, try out and explain settlements')
    .option('--input <json>', 'the document; - reads standard input')
    .option('--explain', 'also say why: amount, line, intervals, prices and their versions')
    .addOption(new Option('--detail <how>', 'with --explain: how far down').choices(['parts', 'days', 'intervals']).default('parts'))
    .addOption(new Option('--language <language>', 'of problems and missing inputs').choices(['en', 'da']).default('en'))
    .action((options: Omit<SettleCommandOptions, 'input'> & { input?: string }) => {
      const { input } = options;
      if (input === undefined) return settle.error("error: required option '--input <json>' not specified; or give a command: run, status, preview, explain", { exitCode: 1, code: 'commander.missingMandatoryOptionValue' });
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

  settle.command('preview')
    .description('what would be settled, as things are or with changes, and the difference line by line; nothing is written')
    .requiredOption('--gsrn <gsrn…>', 'the points', gathered)
    .requiredOption('--from <day>', 'periods that end after this local day, YYYY-MM-DD')
    .requiredOption('--to <day>', 'and no later than this one')
    .option('--price <what=price>', 'another price, may be repeated: <owner>/<type>/<code>=0.05 (or 24 with commas), product/<id>=margin:0.05,subscription:29, rate/vat=0.25; with @<from>..<to> for other days', repeated)
    .option('--product <id…>', 'these products instead of those of the contract', gathered)
    .option('--reading <what=kWh>', 'other readings, may be repeated: [<gsrn>/]2025-10-01T22:00Z/PT1H=0.250,0.300', repeated)
    .option('--changes <json>', 'a file with changes: what POST /api/settlement/preview takes as suppose')
    .action((options: PreviewOptions) => cli.run(async (run) => (await import('../settlement/preview/preview-command.js')).previewCommand(run, options)));

  settle.command('explain')
    .description('why a period costs what it costs: amount, line, part, intervals, readings, prices and the messages they came in, computed again')
    .argument('<gsrn>', 'of the point')
    .argument('<period>', 'its first day (2025-10-16), or the month in which it begins (2025-10)')
    .option('--line <id>', 'only this line, such as spot/consumption')
    .option('--number <n>', 'the first figures (0), or the n-th correction; the newest unless told')
    .option('--known-at <instant>', 'as known then, UTC')
    .addOption(new Option('--detail <how>', 'how far down: sums, sums of days, the first few intervals, or all').choices(['parts', 'days', 'few', 'intervals']).default('few'))
    .option('--all', 'every interval and source: the same as --detail intervals')
    .action((gsrn: string, period: string, options: ExplainPeriodOptions) => cli.run(async (run) => (await import('../settlement/why/explain-period.js')).explainPeriod(run, gsrn, period, options)));

  return settle;
};
