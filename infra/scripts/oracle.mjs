// npm run test:oracle -- [--cases 100000] [--seed n]: random point-months settled by us and by an independent reckoner in exact fractions; any difference fails.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled, ROOT, run } from './prepare.mjs';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string' } } });
await ensureInstalled();
process.exit(await run(process.execPath, [join(ROOT, 'infra/scripts/jest.mjs'), '--selectProjects', 'scenarios', '--testPathPatterns', 'customer/oracle'], {
  env: { ...process.env, ORACLE_CASES: values.cases, ...(values.seed !== undefined && { ORACLE_SEED: values.seed }) },
}));
