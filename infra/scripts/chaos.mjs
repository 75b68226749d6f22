// npm run test:chaos -- [--suite messages|settlement] [--messages 80000] [--points 5000] [--seed n]: breaks processes and servers of its own at random and
// proves that nothing is lost or doubled, while messages come in and while a month is settled and invoiced.
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT, run } from './prepare.mjs';

await ensureInstalled();
await ensureBuilt();
process.exit(await run(process.execPath, ['--enable-source-maps', join(ROOT, 'dist', 'test', 'chaos', 'main.js'), ...process.argv.slice(2)]));
