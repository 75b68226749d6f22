import { Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { ReleaseOptions } from '../parked/release-parked.js';
import type { ListOptions } from '../parked/list-parked.js';

/** Messages that could not be taken and wait for a person. */
export const parkedCommand = (cli: Cli): Command => {
  const parked = new Command('parked').description('messages that could not be taken and wait for a person');

  parked.command('list')
    .description('what is parked and why, oldest first, without the documents')
    .addOption(new Option('--state <state>', 'only in this state').choices(['parked', 'released', 'discarded']).default('parked'))
    .option('--topic <topic>', 'only of this topic')
    .option('--code <code>', 'only with a reason of this code')
    .option('--limit <n>', 'at most so many, up to 1000', '100')
    .option('--after <cursor>', 'go on after a page: its "next"')
    .action((options: ListOptions) => cli.run(async (run) => (await import('../parked/list-parked.js')).listParked(run, options)));

  parked.command('show')
    .description('one message with its document and every reason')
    .argument('<id>')
    .action((id: string) => cli.run(async (run) => (await import('../parked/show-parked.js')).showParked(run, id)));

  parked.command('release')
    .description('deliver messages again; what is refused again stays parked')
    .argument('[ids...]')
    .option('--all', 'everything that is parked, or what --topic and --code leave of it')
    .option('--topic <topic>', 'with --all: only of this topic')
    .option('--code <code>', 'with --all: only with a reason of this code')
    .action((ids: string[], options: ReleaseOptions) => cli.run(async (run) => (await import('../parked/release-parked.js')).releaseParked(run, ids, options)));

  parked.command('discard')
    .description('decide that nobody needs this message; it stays readable')
    .argument('<id>')
    .requiredOption('--why <reason>', 'kept for ever with the message')
    .action((id: string, { why }: { why: string }) => cli.run(async (run) => (await import('../parked/discard-parked.js')).discardParked(run, id, why)));

  return parked;
};
