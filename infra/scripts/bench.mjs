// npm run bench -- ingest|read|settle [options]: measures, beside the bare floor in the same run, and prints JSON.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, giveUp, ROOT, run } from './prepare.mjs';

await ensureInstalled();
const known = readdirSync(join(ROOT, 'infra', 'bench'), { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'common').map(({ name }) => name);
const [name, ...args] = process.argv.slice(2);
if (!known.includes(name)) giveUp(`Usage: npm run bench -- <${known.join('|')}> [options]`, 2);
await ensureBuilt();
process.exit(await run(process.execPath, [join(ROOT, 'dist', 'infra', 'bench', name, 'main.js'), ...args]));
