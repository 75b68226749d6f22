// npm run engines -- up|down|status [kafka] [postgres]
// Exit codes: 0 done (status: all run), 1 something went wrong, 2 wrong usage, 3 status: something does not run.
import { fileURLToPath } from 'node:url';
import { EngineError } from '../engines/engine-error.mjs';
import { kafkaStatus, startKafka, stopKafka } from '../engines/kafka/broker.mjs';
import { postgresStatus, startPostgres, stopPostgres } from '../engines/postgres/server.mjs';

const folder = (name) => fileURLToPath(new URL(`../../.gridtally/engines/${name}`, import.meta.url));
const say = (sentence) => console.log(sentence);

const ENGINES = {
  postgres: {
    dataDir: folder('postgres'), start: startPostgres, stop: stopPostgres, status: postgresStatus,
    variable: ({ url }) => `DATABASE_URL=${url}`,
  },
  kafka: {
    dataDir: folder('kafka'), start: startKafka, stop: stopKafka, status: kafkaStatus,
    variable: ({ brokers }) => `KAFKA_BROKERS=${brokers}`,
  },
};

const COMMANDS = {
  async up(name, { dataDir, start, variable }) {
    say(variable(await start({ dataDir, endsWithParent: false, say })));
    return 0;
  },
  async down(name, { dataDir, stop }) {
    say(await stop({ dataDir }) ? `${name}: stopped.` : `${name}: did not run.`);
    return 0;
  },
  async status(name, { dataDir, status, variable }) {
    const found = status({ dataDir });
    say(found ? `${name}: runs, process ${found.pid}, ${variable(found)}` : `${name}: does not run.`);
    return found ? 0 : 3;
  },
};

const [command, ...names] = process.argv.slice(2);
const chosen = names.length > 0 ? names : Object.keys(ENGINES);
if (!Object.hasOwn(COMMANDS, command ?? '') || chosen.some((name) => !Object.hasOwn(ENGINES, name))) {
  console.error('Usage: npm run engines -- up|down|status [kafka] [postgres]');
  process.exit(2);
}
for (const name of chosen) {
  try {
    process.exitCode = Math.max(process.exitCode ?? 0, await COMMANDS[command](name, ENGINES[name]));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    console.error(`${name}: ${error.message}`);
    process.exitCode = 1;
  }
}
