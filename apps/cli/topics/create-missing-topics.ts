import { createTopics, type TopicCreation } from '#messaging';
import { OperatorError } from '#platform';
import type { Run } from '../cli.js';
import { wholeNumber } from '../whole-number.js';
import { connectionOf, type TopicsOptions } from './connection-of.js';

const MOST_REPLICAS = 32;

/** Creates the topics that are missing. @throws OperatorError when one that exists has other settings than ours */
export const createMissingTopics = async ({ out, around }: Run, { brokers, replicas = '1' }: TopicsOptions): Promise<void> => {
  const copies = wholeNumber('--replicas', replicas, 1, MOST_REPLICAS);
  const created = await createTopics(connectionOf(around, brokers), { replicas: copies });
  await out.answer(created, () => created.map(creationText).join('\n'));
  const different = created.filter(({ result }) => result === 'differs').length;
  if (different > 0) throw new OperatorError(`${different === 1 ? 'One topic has' : `${different} topics have`} other settings than ours and was left as it is. Change it with Kafka's own tools if you want ours; more partitions break the order of a key.`);
};

export const creationText = (creation: TopicCreation): string => {
  switch (creation.result) {
    case 'created': return `${creation.topic}: created`;
    case 'exists': return `${creation.topic}: is there, as it should be`;
    case 'differs': return `${creation.topic}: is there, but ${creation.differences.join('; ')}`;
  }
};
