// node --test infra/engines/engines.test.mjs     (needs Java and Maven for the part on Kafka)
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { kafkaStatus, newClusterId, startKafka, stopKafka } from './kafka/broker.mjs';
import { postgresStatus, removePostgres, startPostgres, stopPostgres } from './postgres/server.mjs';
import { startedAt } from './process-identity.mjs';
import { withLock } from './state-file.mjs';
import { waitFor } from './wait.mjs';

const folder = mkdtempSync(join(tmpdir(), 'gridtally-engines-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const ENGINES = {
  Postgres: {
    start: startPostgres, status: postgresStatus, stop: stopPostgres, module: new URL('./postgres/server.mjs', import.meta.url), startName: 'startPostgres',
    remove: removePostgres,
  },
  Kafka: {
    start: startKafka, status: kafkaStatus, stop: stopKafka, module: new URL('./kafka/broker.mjs', import.meta.url), startName: 'startKafka',
    remove: async ({ dataDir }) => rmSync(dataDir, { recursive: true, force: true }),
  },
};

const gone = (pid, withinMs = 30_000) => waitFor(withinMs, () => (startedAt(pid) === undefined ? true : undefined));

/** A program that starts the engine, says its process number, and stays. */
const programWith = async ({ module, startName }, dataDir, options = {}) => {
  const program = spawn(process.execPath, ['--input-type=module', '-e', `
    const { ${startName} } = await import(${JSON.stringify(module.href)});
    const { pid } = await ${startName}(${JSON.stringify({ dataDir, ...options })});
    console.log(pid);
    setInterval(() => undefined, 1_000_000);
  `], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: program.stdout }), 'line');
  return { program, pid: Number(line) };
};

it('gives Kafka no cluster id that begins with a dash, which one in 64 would', () => {
  const drawn = [Buffer.alloc(16, 0xf8), Buffer.alloc(16, 0x01)];
  assert.match(Buffer.alloc(16, 0xf8).toString('base64url'), /^-/);
  assert.equal(newClusterId(() => drawn.shift() ?? Buffer.alloc(16)), Buffer.alloc(16, 0x01).toString('base64url'));
});

for (const [name, engine] of Object.entries(ENGINES)) {
  describe(name, () => {
    const dataDir = join(folder, name);
    after(() => engine.remove({ dataDir }));

    it('starts, is there, keeps its port, and stops', async () => {
      const first = await engine.start({ dataDir });
      assert.equal(engine.status({ dataDir }).pid, first.pid);
      await assert.rejects(engine.stop({ dataDir }), { code: 'BUSY' });
      await first.stop();
      assert.match(await first.exited, /ended with/);
      assert.equal(engine.status({ dataDir }), undefined);
      assert.equal(await engine.stop({ dataDir }), false);
      const second = await engine.start({ dataDir });
      assert.equal(second.port, first.port);
      await second.stop();
    });
    it('ends with its program, even when that is killed', async () => {
      const { program, pid } = await programWith(engine, dataDir);
      program.kill('SIGKILL');
      assert.ok(await gone(pid), 'it still runs');
    });
    it('is stopped by the next start when it was left behind', async () => {
      const { program, pid } = await programWith(engine, dataDir);
      const supervisor = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
      process.kill(supervisor, 'SIGKILL');
      program.kill('SIGKILL');
      await gone(program.pid);
      assert.ok(startedAt(pid), 'it was not left behind');
      const said = [];
      const next = await engine.start({ dataDir, say: (sentence) => said.push(sentence) });
      assert.equal(next.joined, false);
      assert.ok(said.some((sentence) => sentence.includes('left behind')), said.join('\n'));
      assert.equal(startedAt(pid), undefined);
      await next.stop();
    });
    it('is joined by a second program, which cannot stop it', async () => {
      const { program, pid } = await programWith(engine, dataDir);
      const joined = await engine.start({ dataDir });
      assert.deepEqual({ joined: joined.joined, pid: joined.pid }, { joined: true, pid });
      await joined.stop();
      await joined.kill();
      assert.ok(startedAt(pid));
      await assert.rejects(engine.start({ dataDir, port: 1 }), { code: 'BUSY' });
      program.kill('SIGTERM');
      assert.ok(await gone(pid), 'it still runs');
    });
    it('comes back after it was killed', async () => {
      const first = await engine.start({ dataDir });
      await first.kill();
      const second = await engine.start({ dataDir });
      assert.notEqual(second.pid, first.pid);
      await second.stop();
    });
    it('stays when told to, until it is stopped', async () => {
      const { program, pid } = await programWith(engine, dataDir, { endsWithParent: false });
      program.kill('SIGKILL');
      await gone(program.pid);
      assert.equal(engine.status({ dataDir }).pid, pid);
      assert.equal(await engine.stop({ dataDir }), true);
      assert.equal(startedAt(pid), undefined);
    });
    it('says so when its port is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      await assert.rejects(engine.start({ dataDir, port: other.address().port }), { code: 'PORT_IN_USE', message: /another program has it/ });
      other.close();
    });
  });
}

describe('Kafka without Java', () => {
  it('says what to install', async () => {
    process.env.JAVA_HOME = '/nowhere';
    await assert.rejects(startKafka({ dataDir: join(folder, 'none') }), { code: 'NOT_INSTALLED', message: /Install a Java runtime/ });
    delete process.env.JAVA_HOME;
  });
});

describe('Postgres', () => {
  it('does not make a new password for an old database', async () => {
    const dataDir = join(folder, 'password');
    await (await startPostgres({ dataDir })).stop();
    rmSync(join(dataDir, 'server.json'));
    await assert.rejects(startPostgres({ dataDir }), { code: 'DID_NOT_START', message: /password is gone/ });
  });
  it('is removed with everything', async () => {
    const dataDir = join(folder, 'removed');
    await (await startPostgres({ dataDir })).stop();
    await removePostgres({ dataDir });
    assert.equal(existsSync(dataDir), false);
    await removePostgres({ dataDir });
  });
});

describe('A lock', () => {
  it('is taken over from a process that is gone, and waited for otherwise', async () => {
    const lock = join(folder, 'lock');
    writeFileSync(lock, JSON.stringify({ pid: 4_000_000, startedAt: '1' }));
    assert.equal(await withLock(lock, async () => 'done'), 'done');
    await assert.rejects(withLock(lock, () => withLock(lock, async () => 'twice', 200)), { code: 'BUSY' });
    assert.equal(existsSync(lock), false);
  });
});
