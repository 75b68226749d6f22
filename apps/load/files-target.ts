import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FactDocument } from './facts/fact-document.js';
import type { GeneratedDocument } from './generated-documents.js';
import type { LoadTarget, Sent } from './load-target.js';

const AT_ONCE = 4;
const PARCEL = 50;

/** Writes each document into a file of its own: `documents/<day>/<gsrn>-first.json`, `…-correction.json`, master data, prices and portfolio into `<topic>/<document id>.json`. */
export class FilesTarget implements LoadTarget {
  readonly parcel = PARCEL;
  readonly atOnce: number;
  private readonly folders = new Map<string, Promise<unknown>>();

  constructor(readonly place: string, { atOnce = AT_ONCE }: Readonly<{ atOnce?: number }> = {}) {
    this.atOnce = atOnce;
  }

  async send(documents: readonly GeneratedDocument[]): Promise<Sent> {
    for (const { day, gsrn, kind, body } of documents) await this.#write(join('documents', day), `${gsrn}-${kind}.json`, body);
    return { refused: [] };
  }

  async sendFacts(topic: string, facts: readonly FactDocument[]): Promise<Sent> {
    for (const { id, body } of facts) await this.#write(topic, `${id}.json`, body);
    return { refused: [] };
  }

  async close(): Promise<void> {
    // Every file is complete since it has its name.
  }

  /** Under another name first, so that nobody ever reads half a file. */
  async #write(folder: string, name: string, content: Buffer): Promise<void> {
    const path = join(this.place, folder);
    if (!this.folders.has(path)) this.folders.set(path, mkdir(path, { recursive: true }));
    await this.folders.get(path);
    await writeFile(join(path, `${name}.part`), content);
    await rename(join(path, `${name}.part`), join(path, name));
  }
}
