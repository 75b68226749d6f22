import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createTopics } from '#messaging';
import { eventually } from '../e2e/eventually.js';
import { ROOT } from '../e2e/program.js';
import { verdictOn, type Verdict } from './differences.js';
import { type Blow, chaosPlan, isSmall, planInWords, type Size, type Target } from './plan.js';
import { publishOver } from './publish.js';
import { Role } from './role.js';
import { kafkaIn, postgresIn, type Server, standInIn } from './servers.js';
import { Stores } from './stores.js';
import type { Traffic } from './traffic.js';

/** Where the events lie: in Postgres, in the EventStoreDB stand-in, or on a real EventStoreDB that is not ours to kill. */
export type Variant = 'postgres' | 'stand-in' | 'real EventStoreDB';
export type Options = Readonly<{ variant: Variant; traffic: Traffic; seed: number; size: Size; eventStoreUrl?: string; say: (line: string) => void }>;
export type Summary = Readonly<{ variant: Variant; seed: number; sent: number; refusedByKafka: number; kills: number; starts: Readonly<Record<string, number>>; recoverySeconds: Readonly<Record<string, number>>; seconds: number } & Verdict>;

const SETTLE_MS = 180_000;
const RECOVER_MS = 90_000;
/** Which roles have to notice that a server is away. */
const NEEDED_BY: Readonly<Record<Target, readonly string[]>> = { kafka: ['ingest'], postgres: ['ingest', 'projector'], store: ['ingest', 'projector'], ingest: [], projector: [] };

/** One run from empty stores to the verdict. Cleans up whatever happens. @throws Error when it could not come to a verdict */
export const chaosRun = async (options: Options): Promise<Summary> => {
  mkdirSync(join(ROOT, '.gridtally'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.gridtally', 'chaos-'));
  const cleanUp: (() => Promise<unknown> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  try {
    return await onServers(options, folder, (work) => cleanUp.push(work));
  } finally {
    for (const work of cleanUp.reverse()) await Promise.resolve(work()).catch((error: unknown) => options.say(`  Cleaning up failed: ${String(error)}`));
  }
};

const onServers = async ({ variant, traffic, seed, size, eventStoreUrl, say }: Options, folder: string, later: (work: () => Promise<unknown> | void) => void): Promise<Summary> => {
  const from = performance.now();
  const seconds = () => ((performance.now() - from) / 1_000).toFixed(1).padStart(6);
  const tell = (line: string) => say(`${seconds()} s  ${line}`);
  const servers: Partial<Record<Target, Server>> = {};
  const open = async (target: Target, start: (folder: string) => Promise<Server>): Promise<Server> => {
    const server = servers[target] = await start(folder);
    later(() => server.stop());
    return server;
  };
  const [postgres, kafka, store] = await allOf([open('postgres', postgresIn), open('kafka', kafkaIn), variant === 'stand-in' ? open('store', standInIn) : undefined]);
  await createTopics({ brokers: [kafka.address()] });
  const storeUrl = store?.address() ?? eventStoreUrl;
  const env = { DATABASE_URL: postgres.address(), KAFKA_BROKERS: kafka.address(), GRIDTALLY_DATA: folder, ...(storeUrl !== undefined && { EVENTSTORE_URL: storeUrl }) };

  // A small run breaks Kafka and Postgres once, in the variant where Postgres holds the events.
  const broken = (isSmall(size) && store ? ['store'] : Object.keys(servers)) as Target[];
  const plan = chaosPlan(seed, size, ['ingest', 'projector', ...broken], broken);
  for (const line of planInWords(plan)) say(line);
  tell(`${traffic.messages.length} messages: ${traffic.documents.size} documents, ${traffic.poison.size} cut off, the rest repetitions`);
  const roles: Record<string, Role> = { ingest: new Role('ingest', env), projector: new Role('projector', env) };
  for (const role of Object.values(roles)) later(() => role.abandon());
  await allReady(roles);
  const stores = await Stores.open(postgres.address(), storeUrl, variant === 'real EventStoreDB' ? new Set(traffic.series.keys()) : undefined);
  later(() => stores.close());
  tell('ingest and projector are ready; publishing begins');

  const publishing = publishOver(kafka.address(), traffic.messages, plan.totalMs);
  later(() => { publishing.end(); });
  publishing.done.catch(() => undefined); // awaited below
  const recoverySeconds: Record<string, number> = {};
  const begun = performance.now();
  const strike = async (blow: Blow): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, blow.atMs - (performance.now() - begun))));
    tell(`${blow.target} ${blow.how === 'kill' ? 'killed' : `away for ${blow.forMs / 1_000} s`} (${publishing.acknowledged()} messages acknowledged)`);
    const server = servers[blow.target];
    if (blow.how === 'kill') {
      if (!server) return roles[blow.target]!.kill();
      await server.kill();
      return tell(`${blow.target} answers again`);
    }
    await server!.away(blow.forMs, () => noticed(blow.target, roles, blow.forMs));
    const back = performance.now();
    await allReady(roles);
    recoverySeconds[blow.target] = Math.round((performance.now() - back) / 100) / 10;
    tell(`${blow.target} is back; everybody recovered without a hand within ${recoverySeconds[blow.target]} s`);
  };
  await Promise.all(plan.blows.map(strike));
  await publishing.done;
  tell(`all messages acknowledged by Kafka (${publishing.refusals()} attempts refused on the way); waiting for ingest and projector`);
  await allReady(roles);
  const settled = await untilSettled(stores, traffic.rows.length, traffic.poison.size);
  tell(settled ? 'everything has arrived; looking into the stores' : 'not everything has arrived; looking into the stores nevertheless');
  const verdict = await verdictOn(stores, traffic);
  for (const role of Object.values(roles)) await role.stop();
  const faults = Object.values(roles).flatMap((role) => role.faults);
  return {
    variant, seed, sent: traffic.messages.length, refusedByKafka: publishing.refusals(), kills: plan.blows.filter(({ how }) => how === 'kill').length,
    starts: Object.fromEntries(Object.values(roles).map(({ name, starts }) => [name, starts])), recoverySeconds, seconds: Number(seconds()),
    ...verdict, differences: [...verdict.differences, ...faults],
  };
};

/** All of them, or the first failure once none is under way any more: what was opened meanwhile is then known to the clean-up. */
const allOf = async <T extends readonly unknown[]>(work: readonly [...T]): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> => {
  await Promise.allSettled(work);
  return Promise.all(work) as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
};

const allReady = async (roles: Readonly<Record<string, Role>>): Promise<void> => {
  for (const role of Object.values(roles)) await eventually(`${role.name} is ready`, async () => ((await role.isReady()) === true ? true : undefined), RECOVER_MS, 200);
};

/** Whoever needs the server says that it is not ready while the server is away. */
const noticed = async (target: Target, roles: Readonly<Record<string, Role>>, withinMs: number): Promise<void> => {
  for (const name of NEEDED_BY[target]) await eventually(`${name} says that it is not ready without ${target}`, async () => ((await roles[name]!.isReady()) === true ? undefined : true), withinMs + 10_000, 200);
};

/** Until the view and the parked messages are as many as expected, or nothing more comes. */
const untilSettled = async (stores: Stores, rows: number, parked: number): Promise<boolean> => {
  try {
    await eventually('everything has arrived', async () => {
      const progress = await stores.progress();
      return progress.rows >= rows && progress.parked >= parked ? true : undefined;
    }, SETTLE_MS, 500);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Within')) throw error;
    return false;
  }
  await new Promise((resolve) => setTimeout(resolve, 2_000)); // what is doubled may come a little later
  return true;
};
