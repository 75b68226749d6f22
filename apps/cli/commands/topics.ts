import { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { TopicsOptions } from '../topics/connection-of.js';

const BROKERS = ['--brokers <host:port,…>', 'the Kafka brokers; KAFKA_BROKERS unless told'] as const;

/** The topics Gridtally listens to. */
export const topicsCommand = (cli: Cli): Command => {
  const topics = new Command('topics').description('the Kafka topics Gridtally listens to');

  topics.command('list')
    .description('what the topics should be, and what they are in Kafka')
    .option(...BROKERS)
    .action((options: TopicsOptions) => cli.run(async (run) => (await import('../topics/list-topics.js')).listTopics(run, options)));

  topics.command('create')
    .description('create the topics that are missing; one that exists is never changed')
    .option(...BROKERS)
    .option('--replicas <n>', 'copies of each partition, at most the number of brokers', '1')
    .action((options: TopicsOptions) => cli.run(async (run) => (await import('../topics/create-missing-topics.js')).createMissingTopics(run, options)));

  return topics;
};
