import { openEventStoreDb } from '#event-store';
import { type EventStore, systemClock } from '#kernel';
import { type KafkaConnection, pingKafka, PostgresParkedMessages } from '#messaging';
import { maskSecrets, type Pool } from '#platform';
import { Freshnesses } from '#projections';
import { readableSeconds } from '../readable.js';
import { topicStand } from '../topics/topic-stand.js';
import { visibleLag } from '../views/stand-of-views.js';
import type { ViewStand } from '../views/view-stand.js';
import { type Finding, look, ok, wrong } from './finding.js';

/** Whether EventStoreDB answers. */
export const checkEventStoreDb = async (url: string): Promise<Finding> => {
  const store = await openEventStoreDb({ connectionString: url });
  try {
    const asked = performance.now();
    await store.ping();
    return ok('event store', `EventStoreDB at ${maskSecrets(url)} answers in ${(performance.now() - asked).toFixed(1)} ms`);
  } finally {
    await store.close();
  }
};

/** Whether Kafka answers and has our topics as they should be. */
export const checkKafka = async (connection: KafkaConnection): Promise<Finding> => {
  await pingKafka(connection);
  const stand = await topicStand(connection);
  const missing = stand.filter(({ state }) => state === 'missing').map(({ topic }) => topic);
  if (missing.length > 0) return wrong('kafka', `${connection.brokers.join(', ')} answers, but has no topic ${missing.join(', ')}.`, 'Create what is missing: gridtally topics create');
  const different = stand.filter(({ state }) => state === 'differs');
  if (different.length > 0) {
    return look('kafka', different.map(({ topic, differences }) => `${topic}: ${differences.join('; ')}`).join('\n'), "Change it with Kafka's own tools if you want our settings; more partitions break the order of a key.");
  }
  return ok('kafka', `${connection.brokers.join(', ')} answers and has ${stand.map(({ topic }) => topic).join(', ')}`);
};

/** A view that is further behind than this has stopped rather than being busy. */
const STOPPED_AFTER_SECONDS = 60;

/** Whether every view can go on and keeps up. */
export const checkViews = async (pool: Pool, openStore: () => Promise<EventStore>): Promise<Finding> => {
  if (!(await isThere(pool, 'views.builds'))) return ok('views', 'none yet; the projector makes them when it first starts');
  return viewsFinding(await new Freshnesses(pool, await openStore()).all());
};

export const viewsFinding = (stand: readonly ViewStand[]): Finding => {
  const broken = stand.filter(({ state, error }) => state === 'broken' || error !== undefined);
  if (broken.length > 0) {
    return wrong('views', broken.map(({ view, build, error }) => `${view} (build ${build}) cannot go on: ${error?.split('\n')[0] ?? 'no reason given'}`).join('\n'),
      'Correct the cause (the message names the event), restart the projector, and if rows are wrong: gridtally views rebuild <name>');
  }
  const lag = visibleLag(stand);
  const late = lag.filter(({ caughtUp, lagSeconds }) => !caughtUp && lagSeconds > STOPPED_AFTER_SECONDS);
  if (late.length > 0) {
    return wrong('views', late.map(({ view, lagSeconds }) => `${view} is ${readableSeconds(lagSeconds)} behind`).join('\n'), 'Start a projector (npm start, or the role projector) if none runs; if one does, it is busy: look at gridtally views lag again.');
  }
  return ok('views', lag.map(({ view, caughtUp, lagSeconds }) => `${view} ${caughtUp ? 'shows everything' : `is ${readableSeconds(lagSeconds)} behind`}`).join('\n') || 'none yet');
};

/** How many messages wait for a person. */
export const checkParked = async (pool: Pool): Promise<Finding> => {
  if (!(await isThere(pool, 'messaging_parked_messages'))) return ok('parked', 'no message was ever parked');
  return parkedFinding(await new PostgresParkedMessages(pool, systemClock).waiting());
};

export const parkedFinding = (waiting: readonly Readonly<{ topic: string; count: number }>[]): Finding => (waiting.length === 0
  ? ok('parked', 'no message waits for a person')
  : look('parked', waiting.map(({ topic, count }) => `${count} of ${topic}`).join('\n'), 'See what and why: gridtally parked list'));

/** Asked before, so that looking creates nothing. */
const isThere = async (pool: Pool, table: string): Promise<boolean> => {
  const { rows } = await pool.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
  return rows[0]!.there;
};
