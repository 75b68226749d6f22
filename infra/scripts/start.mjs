// npm start: installs, builds, and runs everything in one process with a small demo.
import { ensureBuilt, ensureInstalled } from './prepare.mjs';
import { runProgram } from './run-program.mjs';

await ensureInstalled();
await ensureBuilt();
runProgram('apps/all/main.js', ['--demo', ...process.argv.slice(2)]);
