import { gridtally } from './gridtally.js';

process.exitCode = await gridtally(process.argv.slice(2), { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env });
