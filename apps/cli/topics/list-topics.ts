import type { Run } from '../cli.js';
import { textTable } from '../text-table.js';
import { connectionOf, type TopicsOptions } from './connection-of.js';
import { topicStand } from './topic-stand.js';

/** Shows our topics and how they stand in Kafka. */
export const listTopics = async ({ out, around }: Run, { brokers }: TopicsOptions): Promise<void> => {
  const stand = await topicStand(connectionOf(around, brokers));
  await out.answer(stand, () => textTable(stand, [
    { title: 'topic', of: ({ topic }) => topic },
    { title: 'partitions', of: ({ partitions }) => partitions, right: true },
    { title: 'days kept', of: ({ retentionDays }) => retentionDays, right: true },
    { title: 'in Kafka', of: ({ state, differences }) => (state === 'missing' ? 'missing: gridtally topics create' : state === 'differs' ? differences.join('; ') : 'as it should be') },
  ]));
};
