import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type KafkaBroker, type PostgresServer, removePostgres, startKafka, startPostgres } from '../e2e/engines-of-ours.js';
import { launch, type Program } from '../e2e/program.js';

/** A server that may be broken. Each thing is done after the one before it. */
export type Server = Readonly<{
  address(): string;
  /** SIGKILL, and up again at once, on the same data at the same address. */
  kill(): Promise<void>;
  /** Ended in order, and up again after that time. `meanwhile` runs while it is away. */
  away(forMs: number, meanwhile: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}>;

type Engine = Readonly<{ stop(): Promise<void>; kill(): Promise<void> }>;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const breakable = async <E extends Engine>(start: () => Promise<E>, addressOf: (engine: E) => string, remove: () => Promise<void> = async () => undefined): Promise<Server> => {
  let engine = await start();
  let last: Promise<void> = Promise.resolve();
  const next = (work: () => Promise<void>): Promise<void> => (last = last.then(work));
  return {
    address: () => addressOf(engine),
    kill: () => next(async () => { await engine.kill(); engine = await start(); }),
    away: (forMs, meanwhile) => next(async () => {
      await engine.stop();
      await Promise.all([pause(forMs), meanwhile()]);
      engine = await start();
    }),
    stop: async () => {
      await last.catch(() => undefined); // what went wrong was told to whoever asked for it
      await engine.stop();
      await remove();
    },
  };
};

/** The port it had first, so that everybody finds it again. */
const samePort = <E extends Readonly<{ port: number }>>(start: (port: number | undefined) => Promise<E>): (() => Promise<E>) => {
  let port: number | undefined;
  return async () => {
    const engine = await start(port);
    port = engine.port;
    return engine;
  };
};

export const postgresIn = (folder: string): Promise<Server> => {
  const dataDir = join(folder, 'postgres');
  return breakable<PostgresServer>(samePort((port) => startPostgres({ dataDir, ...(port !== undefined && { port }) })), ({ url }) => url, () => removePostgres(dataDir));
};

export const kafkaIn = (folder: string): Promise<Server> =>
  breakable<KafkaBroker>(samePort((port) => startKafka({ dataDir: join(folder, 'kafka'), ...(port !== undefined && { port }) })), ({ brokers }) => brokers);

type StandIn = Engine & Readonly<{ port: number; connectionString: string }>;

/** The EventStoreDB stand-in as a process of its own, with its events in a file. */
export const standInIn = (folder: string): Promise<Server> => {
  const data = join(folder, 'stand-in');
  mkdirSync(data, { recursive: true });
  return breakable<StandIn>(samePort(async (port) => {
    const program = launch('test/eventstoredb-stand-in/main.js', {}, ['--data', data, ...(port === undefined ? [] : ['--port', String(port)])]);
    const connectionString = await firstAddress(program);
    return {
      port: Number(new URL(connectionString).port), connectionString,
      stop: async () => { await program.send('SIGTERM'); },
      kill: async () => { await program.send('SIGKILL'); },
    };
  }), ({ connectionString }) => connectionString);
};

const firstAddress = async (program: Program): Promise<string> => {
  for (const until = performance.now() + 60_000; performance.now() < until;) {
    const line = program.output().split('\n').find((one) => one.includes('"standIn"'));
    if (line !== undefined) return (JSON.parse(line) as { connectionString: string }).connectionString;
    if (await Promise.race([program.ended.then(() => true), pause(50).then(() => false)])) throw new Error(`The EventStoreDB stand-in did not start:\n${program.output()}`);
  }
  throw new Error('The EventStoreDB stand-in did not say where it listens within 60 s');
};
