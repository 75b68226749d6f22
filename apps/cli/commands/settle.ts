import { Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { SettleCommandOptions } from '../settlement/settle.js';

/** One point, one period, all inputs in one document. */
export const settleCommand = (cli: Cli): Command => new Command('settle')
  .description('settle one point for one period from a JSON document; needs no database')
  .requiredOption('--input <json>', 'the document; - reads standard input')
  .option('--explain', 'also say why: amount, line, intervals, prices and their versions')
  .addOption(new Option('--detail <how>', 'with --explain: how far down').choices(['parts', 'days', 'intervals']).default('parts'))
  .addOption(new Option('--language <language>', 'of problems and missing inputs').choices(['en', 'da']).default('en'))
  .action((options: SettleCommandOptions) => cli.run(async (run) => (await import('../settlement/settle.js')).settle(run, options)));
