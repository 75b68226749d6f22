import { Argument, Command } from 'commander';
import type { Cli } from '../cli.js';

/** Calculated measurements as control values. */
export const measurementsCommand = (cli: Cli): Command => new Command('measurements')
  .description('calculate D14, D15 or D19 from CSV tables, as DataHub would; needs no database')
  .addArgument(new Argument('<kind>', 'which').choices(['d14', 'd15-estimate', 'd15-settled', 'd19']))
  .argument('<folder>', 'its tables may lie anywhere below')
  .requiredOption('--out <file>', 'where metering_point_id;date;quantity;settlement_type goes')
  .action((kind: string, folder: string, { out }: { out: string }) => cli.run(async (run) => (await import('../settlement/measurements.js')).measurements(run, kind, folder, out)));
