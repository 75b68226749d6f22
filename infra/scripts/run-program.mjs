// Runs one of our programs in the foreground and ends with it: what the terminal sends (Ctrl-C) reaches it, and it decides when it is done.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

// Batches of documents make a lot of short-lived objects: with more room for them, collecting garbage interrupts answers half as often.
export const NODE_OPTIONS = ['--enable-source-maps', '--max-semi-space-size=64'];

export const runProgram = (file, args, options = {}) => {
  const child = spawn(process.execPath, [...NODE_OPTIONS, join(ROOT, 'dist', file), ...args], { cwd: ROOT, stdio: 'inherit', ...options });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C in a terminal reaches the whole group by itself; a signal to us alone is handed on.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (error) => { process.stderr.write(`${error.message}\n`); process.exit(1); });
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 128 : 1)));
};
