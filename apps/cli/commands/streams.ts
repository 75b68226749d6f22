import { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { TailOptions } from '../streams/tail-streams.js';
import type { ReadOptions } from '../streams/read-stream.js';

/** The events themselves, one JSON line each, with or without --json. */
export const streamsCommand = (cli: Cli): Command => {
  const streams = new Command('streams').description('the events themselves, as JSON lines');

  streams.command('read')
    .description('the events of one stream, in order')
    .argument('<stream>', 'for example readings-571313900000000016-2025-10-26')
    .option('--from-revision <n>', 'begin here; the first event has 0', '0')
    .option('--limit <n>', 'at most so many events')
    .action((stream: string, options: ReadOptions) => cli.run(async (run) => (await import('../streams/read-stream.js')).readStream(run, stream, options)));

  streams.command('tail')
    .description('the events of all streams in the order of the log')
    .option('--category <kind...>', 'only streams of these kinds: what stands before the first dash of their names')
    .option('--from-start', 'from the first event on')
    .option('--after <position>', 'from the event after this position on')
    .option('--follow', 'do not end: go on with what happens, until Ctrl-C')
    .option('--limit <n>', 'at most so many events')
    .action((options: TailOptions) => cli.run(async (run) => (await import('../streams/tail-streams.js')).tailStreams(run, options)));

  return streams;
};
