import { openEventStoreDb, PostgresEventStore } from '#event-store';
import { type Config, ConfigError, ensureDatabase, type Lifecycle, openPool, OperatorError, type Pool } from '#platform';
import { kafkaOf } from '../../composition/parts.js';
import type { Run } from '../cli.js';
import { configOf, logFor } from '../open-command-parts.js';
import { checkDatabase } from './database.js';
import { type Finding, finding, ok, skipped, wrong } from './finding.js';
import { checkDataFolder, checkDisk, checkNode } from './machine.js';
import { checkEventStoreDb, checkKafka, checkParked, checkViews } from './stores.js';

/** How long a database that does not answer is given, in seconds: whoever asks the doctor waits for the answer. */
const DATABASE_SECONDS = 5;

/** Checks everything, each by itself, and tells all of it. @throws OperatorError when something is wrong, so that scripts notice */
export const doctor = async (run: Run): Promise<void> => {
  const findings = await examine(run);
  await run.out.answer({ well: isWell(findings), findings }, () => findingsText(findings));
  if (!isWell(findings)) throw new OperatorError(`${findings.filter(({ state }) => state === 'wrong').length} of ${findings.length} checks found something wrong; what to do stands beside each.`);
};

const examine = async (run: Run): Promise<readonly Finding[]> => {
  const config = readConfig(run);
  if (!('dataDir' in config)) return [checkNode(), config, ...['data folder', 'disk', 'database', 'event store', 'views', 'parked', 'kafka'].map((name) => skipped(name, 'not asked, because the configuration is wrong'))];
  return [
    checkNode(),
    ok('configuration', 'every variable can be read; see it with gridtally config'),
    await checkDataFolder(config.dataDir),
    await finding('disk', () => checkDisk(config.dataDir)),
    ...await checkStores(config, run),
    await finding('kafka', async () => {
      const connection = kafkaOf(config);
      return connection ? checkKafka(connection) : ok('kafka', 'not configured: messages come over HTTP');
    }),
  ];
};

const readConfig = ({ around }: Run): Config | Finding => {
  try {
    return configOf(around);
  } catch (error) {
    if (error instanceof ConfigError) return wrong('configuration', error.message, 'Correct these variables.');
    throw error;
  }
};

const checkStores = async (config: Config, { life, out }: Run): Promise<readonly Finding[]> => {
  let opened: Pool | undefined;
  const database = await finding('database', async () => {
    opened = await openDatabase(config, life, out);
    return checkDatabase(opened);
  });
  const eventStore = await finding('event store', async () => (config.eventStore.kind === 'eventstoredb' ? checkEventStoreDb(config.eventStore.url) : ok('event store', 'in the database')));
  const pool = opened;
  if (!pool || database.state === 'wrong') return [database, eventStore, ...['views', 'parked'].map((name) => skipped(name, 'not asked, because of the database'))];
  const views = eventStore.state === 'wrong' ? skipped('views', 'not asked, because of the event store') : await finding('views', () => checkViews(pool, () => openStore(config, pool, life)));
  return [database, eventStore, views, await finding('parked', () => checkParked(pool))];
};

const openDatabase = async (config: Config, life: Lifecycle, out: Run['out']): Promise<Pool> => {
  const database = await ensureDatabase(config, logFor(out), { signal: life.signal, seconds: DATABASE_SECONDS });
  life.defer('the database', () => database.stop());
  const pool = openPool({ url: database.url, applicationName: 'gridtally doctor', size: 2 });
  life.defer('connections to the database', () => pool.end());
  return pool;
};

const openStore = async ({ eventStore }: Config, pool: Pool, life: Lifecycle) => {
  const store = eventStore.kind === 'postgres' ? await PostgresEventStore.open({ pool }) : await openEventStoreDb({ connectionString: eventStore.url });
  life.defer('the event store', () => store.close());
  return store;
};

const isWell = (findings: readonly Finding[]): boolean => findings.every(({ state }) => state === 'ok' || state === 'look');

const MARKS: Readonly<Record<Finding['state'], string>> = { ok: 'ok    ', look: 'look  ', wrong: 'WRONG ', skipped: '-     ' };
const NAME_WIDTH = 14;
const INDENT = ' '.repeat(MARKS.ok.length + NAME_WIDTH);

export const findingsText = (findings: readonly Finding[]): string => findings.map(({ name, state, found, doThis }) => [
  `${MARKS[state]}${name.padEnd(NAME_WIDTH)}${found.replaceAll('\n', `\n${INDENT}`)}`,
  ...(doThis === undefined ? [] : [`${INDENT}${doThis}`]),
].join('\n')).join('\n');
