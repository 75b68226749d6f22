// npm run test:properties -- [--histories 100000] [--seed n] [--workers 2]: random whole histories of a small world, whose ends must be as if everything had been known from the start.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, ROOT, run } from './prepare.mjs';

const { values } = parseArgs({ options: { histories: { type: 'string', default: '100000' }, seed: { type: 'string', default: String(Math.floor(Date.now() / 1_000)) }, workers: { type: 'string', default: '2' } } });
const [histories, seed, workers] = [Number(values.histories), Number(values.seed), Number(values.workers)];
if (![histories, workers].every((count) => Number.isInteger(count) && count > 0) || !Number.isInteger(seed)) {
  console.error('--histories, --seed and --workers are whole numbers.');
  process.exit(2);
}
console.log(`${histories} histories from seed ${seed}, ${workers} at a time. The same again: npm run test:properties -- --histories ${histories} --seed ${seed}`);
await ensureInstalled();

/** Each worker takes its own stretch of seeds. */
const each = Math.ceil(histories / workers);
const parts = Array.from({ length: Math.ceil(histories / each) }, (_, at) => ({ seed: seed + at * each, histories: Math.min(each, histories - at * each) }));
const codes = await Promise.all(parts.map((part) => run(process.execPath, [join(ROOT, 'infra/scripts/jest.mjs'), '--selectProjects', 'scenarios', '--testPathPatterns', 'scenarios/histories'], {
  env: { ...process.env, HISTORIES: String(part.histories), HISTORIES_SEED: String(part.seed) },
})));
process.exit(Math.max(...codes));
