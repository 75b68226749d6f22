// npm run test:chaos -- [--messages 80000] [--seed n]: breaks processes and servers of its own at random and proves that nothing is lost or doubled.
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT, run } from './prepare.mjs';

await ensureInstalled();
await ensureBuilt();
process.exit(await run(process.execPath, ['--enable-source-maps', join(ROOT, 'dist', 'test', 'chaos', 'main.js'), ...process.argv.slice(2)]));
