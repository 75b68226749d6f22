import { runMain } from '#platform';
import { runRoles } from '../composition/run-roles.js';
import { showDemo } from './demo.js';

await runMain(async (life) => {
  const { parts, url } = await runRoles(life, 'all');
  if (process.argv.includes('--demo')) await showDemo(parts, url, life.signal);
});
