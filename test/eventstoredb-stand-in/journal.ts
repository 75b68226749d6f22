import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredEvent } from './log.js';

type Line = { stream: string; revision: string; position: number; createdTicks: string; id: string; type: string; contentType: string; data: string; metadata: string }[];

/**
 * Keeps appends in a file, one line each, written before they are acknowledged: they outlive a SIGKILL of the process (not a power cut, there is no fsync).
 * A line cut short by the kill was never acknowledged and is removed at the next start.
 */
export class Journal {
  readonly #file: number;
  readonly restored: readonly StoredEvent[];

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    const path = join(folder, 'events.jsonl');
    this.#file = openSync(path, 'a+');
    const content = readFileSync(path);
    const whole = content.lastIndexOf(0x0a) + 1;
    if (whole < content.length) ftruncateSync(this.#file, whole);
    this.restored = content.subarray(0, whole).toString().split('\n').filter(Boolean).flatMap((line) => (JSON.parse(line) as Line).map(toEvent));
  }

  readonly keep = (events: readonly StoredEvent[]): void => {
    writeSync(this.#file, `${JSON.stringify(events.map(toLine))}\n`);
  };

  close(): void {
    closeSync(this.#file);
  }
}

const toLine = (event: StoredEvent): Line[number] => ({
  ...event, revision: event.revision.toString(), data: event.data.toString('base64'), metadata: event.metadata.toString('base64'),
});

const toEvent = (line: Line[number]): StoredEvent => ({
  ...line, revision: BigInt(line.revision), data: Buffer.from(line.data, 'base64'), metadata: Buffer.from(line.metadata, 'base64'),
});
