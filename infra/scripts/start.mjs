// npm start: installs, builds, and runs everything in one process with a small demo.
import { ensureBuilt, ensureInstalled } from './prepare.mjs';
import { runProgram } from './run-program.mjs';

await ensureInstalled();
await ensureBuilt();
// A request a line would bury what the demo says; ask for them with LOG_LEVEL=info.
runProgram('apps/all/main.js', ['--demo', ...process.argv.slice(2)], { env: { LOG_LEVEL: 'warn', ...process.env } });
