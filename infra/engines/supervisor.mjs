// A small process between a program of ours and the engine it started. It holds the other end of the program's pipe as its standard input:
// when the program ends, however it ends, the pipe closes, and the engine is stopped. It has a process group of its own, so that
// Ctrl-C reaches the program alone, which then lets the engine finish its work first.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

/** @type {import('./supervised.mjs').EngineProcess} */
const { command, args, cwd, env, uid, gid, logFile, stopSignal, stopWithinMs } = JSON.parse(process.argv[2]);

const say = (message) => {
  // The program may be gone, and then nobody listens.
  if (process.stdout.writable) process.stdout.write(`${JSON.stringify(message)}\n`);
};
process.stdout.on('error', () => process.stdout.destroy());

const log = openSync(logFile, 'a');
const engine = spawn(command, args, { cwd, env, uid, gid, stdio: ['ignore', log, log] });
engine.once('spawn', () => say({ pid: engine.pid }));
engine.once('error', (error) => {
  say({ failed: error.message, code: error.code });
  process.exitCode = 1;
  process.stdin.destroy();
});
engine.once('exit', (code, signal) => {
  say({ exited: signal ?? code });
  process.stdin.destroy();
});

let stopping = false;
const stop = () => {
  if (stopping || engine.exitCode !== null || engine.signalCode !== null) return;
  stopping = true;
  engine.kill(stopSignal);
  setTimeout(() => engine.kill('SIGKILL'), stopWithinMs).unref();
};
process.stdin.resume();
process.stdin.once('end', stop).once('error', stop).once('close', stop);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
