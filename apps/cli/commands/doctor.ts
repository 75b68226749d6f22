import { Command } from 'commander';
import type { Cli } from '../cli.js';

/** Looks at everything Gridtally depends on. */
export const doctorCommand = (cli: Cli): Command => new Command('doctor')
  .description('check every dependency and say what is wrong and what to do; exit code 1 when something is')
  .action(() => cli.run(async (run) => (await import('../doctor/doctor.js')).doctor(run)));
