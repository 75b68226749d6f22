import { runMain } from '#platform';
import { runRoles } from '../composition/run-roles.js';
import { runDemo } from './demo.js';

await runMain(async (life) => {
  const { parts, url } = await runRoles(life, 'all');
  if (process.argv.includes('--demo')) await runDemo(parts, url, life.signal);
});
