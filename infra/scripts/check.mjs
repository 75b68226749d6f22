// npm run check: types, import rules, lint and unit specs, each to its end, so that one run shows everything.
import { join } from 'node:path';
import { ensureInstalled, ROOT, run, say } from './prepare.mjs';

await ensureInstalled();
const bin = (...path) => join(ROOT, 'node_modules', ...path);
const steps = [
  ['types', [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json', '--noEmit']],
  ['import rules', [bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'), '--config', '.dependency-cruiser.cjs', 'apps', 'libs']],
  ['lint', [bin('eslint', 'bin', 'eslint.js'), '.']],
  ...(process.argv.includes('--no-unit') ? [] : [['unit specs', [join('infra', 'scripts', 'jest.mjs'), '--selectProjects', 'unit', 'architecture']]]),
];
const failed = [];
for (const [name, args] of steps) {
  say(`— ${name}`);
  if ((await run(process.execPath, args)) !== 0) failed.push(name);
}
say(failed.length === 0 ? 'check: all well' : `check: failed in ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
