// npm test: installs what is missing, builds, starts the servers it needs, runs every suite, and says which could not run and why.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT, run, say } from './prepare.mjs';

const results = [];
const notRun = [];
const took = (from) => `${Math.round((performance.now() - from) / 1_000)} s`;

/** One step: its name, whether it went well, and how many tests it ran when it counts them. */
const step = async (name, work) => {
  say(`\n=== ${name}`);
  const from = performance.now();
  const { ok, passed = 0, failed = 0, pending = [] } = await work().catch((error) => {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { ok: false };
  });
  results.push({ name, ok, passed, failed: failed === 0 && !ok ? 1 : failed, seconds: took(from) });
  notRun.push(...pending);
};

const program = (args, env = {}) => run(process.execPath, args, { env: { ...process.env, ...env } });
const command = async (args, env) => ({ ok: (await program(args, env)) === 0 });

const jest = async (args, env) => {
  const report = join(mkdtempSync(join(tmpdir(), 'gridtally-report-')), 'jest.json');
  const code = await program([join('infra', 'scripts', 'jest.mjs'), '--json', `--outputFile=${report}`, ...args], { NODE_ENV: 'test', ...env });
  const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const pending = testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => status === 'pending' || status === 'todo').map(({ fullName }) => fullName));
  return { ok: code === 0, passed: numPassedTests, failed: numFailedTests || (numFailedTestSuites > 0 ? numFailedTestSuites : 0), pending };
};

/** Specs of the scripts, which need nothing built. Their runner's own counts are read from its last lines. */
const nodeTest = async (file) => {
  const report = join(mkdtempSync(join(tmpdir(), 'gridtally-report-')), 'node.txt');
  const code = await program(['--test', '--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap', `--test-reporter-destination=${report}`, file]);
  const count = (what) => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(readFileSync(report, 'utf8'))?.[1] ?? 0);
  return { ok: code === 0, passed: count('pass'), failed: count('fail') };
};

/** Servers of our own for this run, in folders of their own. They end with this process, however it ends. */
const startServers = async (folder) => {
  const servers = { env: {}, stop: [] };
  const { removePostgres, startPostgres } = await import('../engines/postgres/server.mjs');
  if (process.env.TEST_DATABASE_URL) servers.env.DATABASE_URL = process.env.TEST_DATABASE_URL;
  else {
    const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), say });
    servers.env.DATABASE_URL = postgres.url;
    servers.stop.push(async () => { await postgres.stop(); await removePostgres({ dataDir: join(folder, 'postgres') }); });
  }
  const { startKafka } = await import('../engines/kafka/broker.mjs');
  if (process.env.KAFKA_BROKERS) servers.env.KAFKA_BROKERS = process.env.KAFKA_BROKERS;
  else {
    try {
      const kafka = await startKafka({ dataDir: join(folder, 'kafka'), say });
      servers.env.KAFKA_BROKERS = kafka.brokers;
      servers.stop.push(() => kafka.stop());
    } catch (error) {
      if (error?.code !== 'NOT_INSTALLED') throw error;
      notRun.push(`Everything on a real Kafka (contract, chaos, stories): ${error.message}`);
    }
  }
  return servers;
};

await ensureInstalled();
await step('types, import rules, lint', () => command([join('infra', 'scripts', 'check.mjs'), '--no-unit']));
say('\n=== build');
await ensureBuilt();
await step('unit, architecture, scenarios, fuzz, EventStoreDB stand-in', () => jest(['--selectProjects', 'unit', 'architecture', 'scenarios', 'fuzz', 'stand-in', '--maxWorkers=100%']));

say('\n=== starting servers');
mkdirSync(join(ROOT, '.gridtally'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.gridtally', 'test-'));
let servers = { env: {}, stop: [] };
try {
  servers = await startServers(folder);
  const kafkaRuns = servers.env.KAFKA_BROKERS !== undefined;
  const needsKafka = ['--testPathIgnorePatterns', 'libs/messaging/kafka', 'test/e2e/engines'];
  await step('engines', () => nodeTest(join('infra', 'engines', 'engines.test.mjs')));
  await step('adapters on real servers', () => jest(['--selectProjects', 'integration', '--runInBand', ...(kafkaRuns ? [] : needsKafka)], servers.env));
  await step('stories against the built programs', () => jest(['--selectProjects', 'e2e', '--runInBand', ...(kafkaRuns ? [] : needsKafka)], servers.env));
  if (kafkaRuns) {
    await step('chaos, small (8,000 messages)', () => command([join('dist', 'test', 'chaos', 'main.js'), '--suite', 'messages', '--messages', '8000'], servers.env));
    await step('chaos, small (a month of 300 points)', () => command([join('dist', 'test', 'chaos', 'main.js'), '--suite', 'settlement', '--points', '300', '--variant', 'postgres'], servers.env));
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  results.push({ name: 'servers', ok: false, passed: 0, failed: 1, seconds: '0 s' });
} finally {
  for (const stop of servers.stop.reverse()) await stop();
  rmSync(folder, { recursive: true, force: true });
}
if (!process.env.EVENTSTORE_URL) {
  const { suites } = JSON.parse(readFileSync(join(ROOT, 'libs/event-store/eventstoredb/needs.json'), 'utf8'));
  for (const { name, needs, instead, how } of suites) notRun.push(`${name}: ${needs} is not set. ${instead} ${how}`);
}

say('\n=== result');
for (const { name, ok, passed, failed, seconds } of results) say(`${ok ? 'well  ' : 'FAILED'} ${name} (${seconds}${passed + failed > 0 ? `, ${passed} passed, ${failed} failed` : ''})`);
for (const reason of new Set(notRun)) say(`NOT RUN ${reason}`);
const sum = (key) => results.reduce((total, one) => total + one[key], 0);
console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${new Set(notRun).size} skipped`);
process.exit(results.every(({ ok }) => ok) ? 0 : 1);
