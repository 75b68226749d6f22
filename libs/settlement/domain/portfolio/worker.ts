import { parentPort, workerData } from 'node:worker_threads';
import type { FilledChunk } from './chunk.js';
import type { RunSetup } from './runner.js';
import { ChunkSettler } from './settle-chunk.js';

// The entry of a thread: settles each chunk it is sent and says so. An error is not caught here: it ends the thread, and the run with it.
const { market, results } = workerData as RunSetup;
const settler = new ChunkSettler(market, results);

parentPort?.on('message', (chunk: FilledChunk) => {
  settler.settle(chunk);
  parentPort?.postMessage('settled');
});
