import pg from 'pg';
import { NumberSeries } from '#billing';
import { PostgresCatalogueFacts } from '#catalogue';
import { MemoryMessageArchive } from '#datahub';
import { calendarOf } from '#energy';
import { MemoryEventStore } from '#event-store';
import { systemClock } from '#kernel';
import { DirectSource, MemoryParkedMessages } from '#messaging';
import { PostgresReadingFacts } from '#metering';
import { ApiKeys, createHttpApp, createLog, type HttpApp, loadConfig, MemoryApiKeyStore, MemoryStoredReplies, Metrics, openApiOf, Readiness } from '#platform';
import { PostgresPortfolioFacts, Vault } from '#portfolio';
import { Freshnesses } from '#projections';
import { apiModuleOn } from '../../apps/api/api.module.js';
import { subscriptionsOf } from '../../apps/composition/parts.js';

/** The whole API as one module, on stores in memory and a database that is never asked: enough to know its routes. */
export const apiWithoutServers = async () => {
  const config = loadConfig({});
  const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
  const [store, archive, parked, calendar] = [new MemoryEventStore(), new MemoryMessageArchive(), new MemoryParkedMessages(systemClock), calendarOf(config.zone)];
  const source = new DirectSource(parked, systemClock);
  const subscriptions = subscriptionsOf({ store, archive, calendar, strictIds: config.strictIds });
  const facts = { catalogue: new PostgresCatalogueFacts(pool), portfolio: new PostgresPortfolioFacts(pool), readings: new PostgresReadingFacts(pool) };
  const vault = new Vault({ pool, masterKeys: [], clock: systemClock });
  for (const subscription of subscriptions) await source.start(subscription);
  const http = { config, log: createLog({ level: 'silent' }), metrics: new Metrics(), readiness: new Readiness(), keys: new ApiKeys(new MemoryApiKeyStore()), replies: new MemoryStoredReplies() };
  return apiModuleOn({ ...http, pool, store, facts, vault, archive, parked, calendar, subscriptions, numbers: new NumberSeries(store), freshness: new Freshnesses(pool, store) } as unknown as Parameters<typeof apiModuleOn>[0], source);
};

/** What docs/openapi.json holds: the routes of the API as they are, keys in one order on every machine. */
export const openApiText = async (): Promise<string> => {
  const app: HttpApp = await createHttpApp(await apiWithoutServers(), {
    config: loadConfig({}), log: createLog({ level: 'silent' }), metrics: new Metrics(), readiness: new Readiness(), keys: new ApiKeys(new MemoryApiKeyStore()), replies: new MemoryStoredReplies(),
  });
  try {
    return `${JSON.stringify(sorted(openApiOf(app.nest)), null, 2)}\n`;
  } finally {
    await app.close();
  }
};

/** Keys of objects in alphabetical order; lists keep theirs. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]));
};
