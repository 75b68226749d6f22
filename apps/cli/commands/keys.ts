import { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { CreateOptions } from '../keys/create-key.js';

/** API keys: who may use the HTTP door. */
export const keysCommand = (cli: Cli): Command => {
  const keys = new Command('keys').description('API keys: who may use the HTTP door, and for what');

  keys.command('create')
    .description('make a key; it is shown now and never again')
    .option('--name <name>', 'who or what uses it')
    .option('--role <role...>', 'admin, back-office, auditor or upstream; several may be given')
    .option('--gsrn <gsrn...>', 'the key sees these metering points, and nothing else but --customer')
    .option('--customer <id...>', 'the key sees these customers, and nothing else but --gsrn')
    .option('--expires <day|instant>', 'the key ends then: 2026-12-31 (its first moment, UTC) or 2026-12-31T12:00:00Z')
    .action((options: CreateOptions) => cli.run(async (run) => (await import('../keys/create-key.js')).createKey(run, options)));

  keys.command('list')
    .description('every key without its secret, oldest first')
    .action(() => cli.run(async (run) => (await import('../keys/list-keys.js')).listKeys(run)));

  keys.command('revoke')
    .description('end a key for good')
    .argument('<prefix>', 'the eight characters after gt_')
    .action((prefix: string) => cli.run(async (run) => (await import('../keys/revoke-key.js')).revokeKey(run, prefix)));

  return keys;
};
