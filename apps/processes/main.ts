import { runMain } from '#platform';
import { runRoles } from '../composition/run-roles.js';

await runMain(async (life) => { await runRoles(life, 'processes', ['processes']); });
