import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { progress, ROOT } from './programs.js';

/** What a measurement works with. */
export type Bench = Readonly<{
  /** Its own, removed at the end. */
  folder: string;
  /** Closes this at the end, before everything that was named earlier. */
  atEnd(stop: () => Promise<unknown> | void): void;
}>;

/** Runs a measurement, prints its result as one line of JSON, closes what it opened whatever happened, and ends the process: with 1 when it failed. */
export const measure = async (work: (bench: Bench) => Promise<object>): Promise<never> => {
  mkdirSync(join(ROOT, '.gridtally'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.gridtally', 'bench-'));
  const stops: (() => Promise<unknown> | void)[] = [];
  let failed = false;
  try {
    console.log(JSON.stringify(await work({ folder, atEnd: (stop) => void stops.push(stop) })));
  } catch (error) {
    failed = true;
    progress(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    for (const stop of stops.reverse()) await stop();
    rmSync(folder, { recursive: true, force: true });
  }
  process.exit(failed ? 1 : 0);
};
