import { Command } from 'commander';
import type { Cli } from '../cli.js';

/** The configuration in force. */
export const configCommand = (cli: Cli): Command => new Command('config')
  .description('the configuration in force, without secrets')
  .action(() => cli.run(async ({ out, around }) => {
    const [{ configOf }, { describeConfig, maskSecrets }] = await Promise.all([import('../open-command-parts.js'), import('#platform')]);
    const config = configOf(around);
    await out.answer(JSON.parse(maskSecrets(JSON.stringify(config))), () => describeConfig(config));
  }));
