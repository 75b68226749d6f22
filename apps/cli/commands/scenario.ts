import { Command } from 'commander';
import type { Cli } from '../cli.js';

/** A market calculation from tables to tables. */
export const scenarioCommand = (cli: Cli): Command => new Command('scenario')
  .description('calculate a market scenario from its CSV tables, as DataHub would; needs no database')
  .argument('<folder>', 'holds when/calculation_arguments.json and the tables')
  .requiredOption('--out <folder>', 'where the result tables go, same names and columns as the scenario has')
  .action((folder: string, { out }: { out: string }) => cli.run(async (run) => (await import('../settlement/scenario.js')).scenario(run, folder, out)));
