import { NumberSeries } from '#billing';
import { catalogueSubscriptions, PostgresCatalogueFacts } from '#catalogue';
import { type MessageArchive, PostgresMessageArchive } from '#datahub';
import { type Calendar, calendarOf } from '#energy';
import { openEventStoreDb, PostgresEventStore, timedStore } from '#event-store';
import { type EventStore, systemClock } from '#kernel';
import { type Delivered, DirectSource, type KafkaConnection, KafkaSource, type MessageSource, PostgresParkedMessages, type Subscription } from '#messaging';
import { pointsSubscription, PostgresReadingFacts, rsm012Subscription } from '#metering';
import { ApiKeys, apiKeyTable, type Config, type Database, ensureDatabase, type Lifecycle, type Log, Metrics, openConfigurationDatabase, openMasterKeys, openPool, type Pool, postgresCheck, PostgresStoredReplies, Readiness, type StoredReplies, TypeOrmApiKeyStore } from '#platform';
import { portfolioSubscriptions, PostgresPortfolioFacts, Vault } from '#portfolio';
import { Freshnesses } from '#projections';
import type { SettlementFacts } from '#settlement';

/** Everything a process of ours works with, opened in order; `life` closes it in the reverse order. */
export type Parts = Readonly<{
  config: Config;
  log: Log;
  metrics: Metrics;
  readiness: Readiness;
  database: Database;
  pool: Pool;
  store: EventStore;
  calendar: Calendar;
  archive: MessageArchive;
  parked: PostgresParkedMessages;
  keys: ApiKeys;
  replies: StoredReplies;
  freshness: Freshnesses;
  /** Personal data, each person's under a key of their own. */
  vault: Vault;
  /** What settlements rest on. */
  facts: SettlementFacts;
  /** Numbers of documents. Everything on these parts takes them together. */
  numbers: NumberSeries;
  /** What we listen to, whichever way messages come in. */
  subscriptions: readonly Subscription[];
}>;

export type OpenOptions = Readonly<{ life: Lifecycle; config: Config; log: Log; name: string }>;

/** Opens the stores. @throws OperatorError and the like, which say what to do when something is away */
export const openParts = async ({ life, config, log, name }: OpenOptions): Promise<Parts> => {
  const metrics = new Metrics({ process: true });
  const readiness = new Readiness();
  const database = await ensureDatabase(config, log, { signal: life.signal });
  life.defer('the database', () => database.stop());
  const pool = openPool({ url: database.url, applicationName: `gridtally ${name}`, size: config.poolSize, log });
  life.defer('connections to the database', () => pool.end());
  readiness.register(postgresCheck(pool));
  const configuration = await openConfigurationDatabase({ url: database.url, applicationName: `gridtally ${name} configuration`, tables: [apiKeyTable], log });
  life.defer('configuration tables', () => configuration.destroy());

  const store = await openStore(config, pool, metrics);
  life.defer('the event store', () => store.close());
  readiness.register({ name: 'event store', check: () => store.ping() });

  const [archive, parked] = [new PostgresMessageArchive({ pool }), new PostgresParkedMessages(pool, systemClock)];
  await archive.ensureSchema();
  await parked.ensureSchema();
  const replies = new PostgresStoredReplies(pool);
  await replies.ensureSchema();
  const keys = new ApiKeys(new TypeOrmApiKeyStore(configuration), { onTouchFailed: (err) => log.warn({ err }, 'The use of an API key could not be noted') });
  const calendar = calendarOf(config.zone);
  const vault = new Vault({ pool, masterKeys: await openMasterKeys(config), clock: systemClock });
  await vault.ensureSchema();
  const facts = { catalogue: new PostgresCatalogueFacts(pool), portfolio: new PostgresPortfolioFacts(pool), readings: new PostgresReadingFacts(pool) };
  const subscriptions = subscriptionsOf({ store, archive, calendar, strictIds: config.strictIds });
  return { config, log, metrics, readiness, database, pool, store, calendar, archive, parked, keys, replies, freshness: new Freshnesses(pool, store), vault, facts, numbers: new NumberSeries(store), subscriptions };
};

/** Everything that comes in as messages. */
export const subscriptionsOf = (parts: Readonly<{ store: EventStore; archive: MessageArchive; calendar: Calendar; strictIds: boolean }>): readonly Subscription[] =>
  [rsm012Subscription(parts), pointsSubscription(parts), ...catalogueSubscriptions(parts), ...portfolioSubscriptions(parts)];

const openStore = async ({ eventStore }: Config, pool: Pool, metrics: Metrics): Promise<EventStore> => {
  const store = eventStore.kind === 'postgres' ? await PostgresEventStore.open({ pool }) : await openEventStoreDb({ connectionString: eventStore.url });
  return timedStore(store, (work) => metrics.timeAppend(work));
};

/** How to reach the brokers, undefined when messages only come over HTTP. */
export const kafkaOf = ({ messages }: Config): KafkaConnection | undefined => (messages.kind === 'kafka' ? { brokers: messages.brokers } : undefined);

/** The door for messages that come in by a call. */
export const openDirectSource = async ({ parked, subscriptions }: Parts, life: Lifecycle): Promise<DirectSource> => {
  const source = new DirectSource(parked, systemClock);
  for (const subscription of subscriptions) await source.start(subscription);
  life.defer('messages over HTTP', () => source.stop());
  return source;
};

/** Listens to Kafka, and waits for it when it is away. `name` says what is listened to. */
export const openKafkaSource = async ({ config, parked, log, metrics, readiness }: Parts, connection: KafkaConnection, life: Lifecycle, subscriptions: readonly Subscription[], name = 'kafka'): Promise<MessageSource> => {
  const source = new KafkaSource({
    connection, parked, clock: systemClock, log, mostMessages: config.batch.ingestMessages, backoff: { firstMs: 200, mostMs: 5_000 },
    onDelivered: ({ topic, messages, parked: refused }: Delivered) => {
      metrics.messageProcessed(topic, 'done', messages - refused);
      if (refused > 0) metrics.messageProcessed(topic, 'parked', refused);
    },
  });
  life.defer(`messages from Kafka (${name})`, () => source.stop());
  for (const subscription of subscriptions) await source.start(subscription);
  readiness.register({ name, check: () => source.ping(), timeoutMs: 5_000 });
  return source;
};
