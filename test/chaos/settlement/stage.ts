import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openEventStoreDb, PostgresEventStore } from '#event-store';
import type { EventStore } from '#kernel';
import { createTopics } from '#messaging';
import { keyOn } from '../../e2e/door.js';
import { eventually } from '../../e2e/eventually.js';
import { ROOT } from '../../e2e/program.js';
import { Role } from '../role.js';
import { kafkaIn, postgresIn, type Server, standInIn } from '../servers.js';
import { Doors } from './doors.js';
import { type RoleName, ROLES, type ServerName, type Target } from './phases.js';

export type Variant = 'postgres' | 'stand-in';
type Later = (work: () => Promise<unknown> | void) => void;
/** Servers of one run, with two databases: one for those who are disturbed, one for the undisturbed run. */
export type Ground = Readonly<{ folder: string; servers: Readonly<Partial<Record<ServerName, Server>>>; databaseUrl: string; calmUrl: string; brokers: string; storeUrl?: string; later: Later }>;
/** The product with its roles apart, and the looks of an auditor into its stores. */
export type Stage = Readonly<{ roles: Readonly<Record<RoleName, Role>>; doors: Doors; pool: pg.Pool; store: EventStore; kill(target: Target): Promise<void>; allReady(): Promise<void> }>;

const READY_MS = 120_000;
const pool = (connectionString: string): pg.Pool => {
  const opened = new pg.Pool({ connectionString, max: 3 });
  opened.on('error', () => undefined); // the server is killed under us; the next query opens another connection
  return opened;
};

/** Starts the servers, gives them to the work, and removes everything whatever happens. */
export const onGround = async <T>(variant: Variant, say: (line: string) => void, work: (ground: Ground) => Promise<T>): Promise<T> => {
  mkdirSync(join(ROOT, '.gridtally'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.gridtally', 'chaos-settlement-'));
  const cleanUp: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const later: Later = (one) => void cleanUp.push(one);
  try {
    return await work(await groundIn(folder, variant, later));
  } finally {
    for (const one of cleanUp.reverse()) await Promise.resolve(one()).catch((error: unknown) => say(`  Cleaning up failed: ${String(error)}`));
  }
};

const groundIn = async (folder: string, variant: Variant, later: Later): Promise<Ground> => {
  const open = async (start: (folder: string) => Promise<Server>): Promise<Server> => {
    const server = await start(folder);
    later(() => server.stop());
    return server;
  };
  const starting = [open(postgresIn), open(kafkaIn), variant === 'stand-in' ? open(standInIn) : undefined] as const;
  await Promise.allSettled(starting); // so that whatever was opened is known to the clean-up
  const [postgres, kafka, store] = await Promise.all(starting);
  await createTopics({ brokers: [kafka.address()] });
  const admin = pool(postgres.address());
  try {
    await admin.query('create database undisturbed');
  } finally {
    await admin.end();
  }
  const calmUrl = new URL(postgres.address());
  calmUrl.pathname = '/undisturbed';
  return { folder, servers: { postgres, kafka, ...(store && { store }) }, databaseUrl: postgres.address(), calmUrl: calmUrl.href, brokers: kafka.address(), ...(store && { storeUrl: store.address() }), later };
};

/** Starts every role as a process of its own: two doors, two workers. */
export const openStage = async ({ folder, servers, databaseUrl, brokers, storeUrl, later }: Ground): Promise<Stage> => {
  const env = { DATABASE_URL: databaseUrl, KAFKA_BROKERS: brokers, GRIDTALLY_DATA: folder, ...(storeUrl !== undefined && { EVENTSTORE_URL: storeUrl }) };
  const roles = Object.fromEntries(ROLES.map((name) => [name, new Role(name, env, name.replace(/-\d$/, ''))])) as Record<RoleName, Role>;
  for (const role of Object.values(roles)) later(() => role.abandon());
  const allReady = async (): Promise<void> => {
    for (const role of Object.values(roles)) await eventually(`${role.name} is ready`, async () => ((await role.isReady()) === true ? true : undefined), READY_MS, 200);
  };
  await allReady();
  const looking = pool(databaseUrl);
  later(() => looking.end());
  const store = storeUrl === undefined ? await PostgresEventStore.open({ pool: looking }) : await openEventStoreDb({ connectionString: storeUrl });
  later(() => store.close());
  const doors = new Doors(() => [roles['api-1'], roles['api-2']].flatMap(({ url }) => url ?? []), (await keyOn(databaseUrl)).key);
  return { roles, doors, pool: looking, store, allReady, kill: (target) => (target in roles ? roles[target as RoleName].kill() : servers[target as ServerName]!.kill()) };
};
