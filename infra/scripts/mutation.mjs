// npm run test:mutation -- [part …] [--sample 0.2] [--seed n] [--mutate <globs>] [--fresh]: changes the rules that make figures, one small place at a time,
// and fails when the specs notice fewer than 85 % of the changes of a part. Parts: energy and each folder of libs/settlement/domain.
// Results are kept in .gridtally/mutation, so only what changed is run again; --fresh runs everything. --sample draws that share of the changes at random.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { partNamed, PARTS } from '../mutation/parts.mjs';
import { ensureInstalled, ROOT, run, say } from './prepare.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' }, mutate: { type: 'string' }, fresh: { type: 'boolean', default: false } },
});

const NOTICED = ['Killed', 'Timeout'];
const MISSED = ['Survived', 'NoCoverage'];

const countsOf = (mutants) => {
  const count = (statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
  return { noticed: count(NOTICED), missed: count(MISSED) };
};

const rowOf = (name, { noticed, missed }) =>
  `${name.padEnd(56)}${String(noticed).padStart(7)} of ${String(noticed + missed).padEnd(6)}${noticed + missed === 0 ? '' : `${((100 * noticed) / (noticed + missed)).toFixed(1)} %`}`;

/** One part to its end. @returns {Promise<boolean>} whether enough was noticed */
const runPart = async (name) => {
  const report = join(ROOT, '.gridtally', 'mutation', `${name}.json`);
  rmSync(report, { force: true });
  say(`— ${name}${values.sample ? `, a share of ${values.sample} drawn with seed ${values.seed}` : ''}`);
  const code = await run(process.execPath, [
    join(ROOT, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run', ...(values.mutate ? ['--mutate', values.mutate] : []), ...(values.fresh ? ['--force'] : []),
  ], { env: { ...process.env, MUTATION_PART: name, MUTATION_SEED: values.seed, ...(values.sample && { MUTATION_SAMPLE: values.sample }) } });
  if (!existsSync(report)) return false;
  const files = Object.entries(JSON.parse(readFileSync(report, 'utf8')).files).map(([file, { mutants }]) => [file, countsOf(mutants)]);
  for (const [file, counts] of files) say(rowOf(file, counts));
  const sum = (key) => files.reduce((total, [, counts]) => total + counts[key], 0);
  say(rowOf(name, { noticed: sum('noticed'), missed: sum('missed') }));
  return code === 0;
};

await ensureInstalled();
const wanted = positionals.length === 0 ? PARTS : positionals.map(partNamed);
const failed = [];
for (const { name } of wanted) {
  if (!(await runPart(name))) failed.push(name);
}
say(failed.length === 0 ? 'mutation: enough is noticed everywhere' : `mutation: too little is noticed, or the run failed, in ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
