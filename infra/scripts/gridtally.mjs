#!/usr/bin/env node
// npm run gridtally -- <command>, or npx gridtally <command>
import { ensureBuilt, ensureInstalled } from './prepare.mjs';
import { runProgram } from './run-program.mjs';

await ensureInstalled();
await ensureBuilt();
runProgram('apps/cli/main.js', process.argv.slice(2));
