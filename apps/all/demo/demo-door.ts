import { setTimeout as pause } from 'node:timers/promises';
import { OperatorError } from '#platform';
import type { DemoDocument } from '../../load/demo/demo-prices.js';
import { HttpTarget } from '../../load/http-target.js';
import { inGroups, inParallel } from '../../load/in-parallel.js';
import { tryAgain } from '../../load/try-again.js';

const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** What is asked of a wait: what it is for, how long nothing may move, and the look itself; undefined = not yet. The look says by `moved` that something went on. */
export type Wait<T> = Readonly<{ what: string; withinMs?: number; look: (moved: (mark: string) => void) => Promise<T | undefined> }>;

/** The HTTP doors that everybody uses, with the key of the demo. */
export class DemoDoor {
  constructor(readonly url: string, readonly key: string, readonly signal: AbortSignal) {}

  /** @throws OperatorError when it is not answered with 200 */
  async get<T>(path: string): Promise<T> {
    const found = await this.find<T>(path);
    if (found === undefined) throw new OperatorError(`The demo asked GET ${path}, and there is nothing there (404).`);
    return found;
  }

  /** Undefined when there is nothing (404). @throws OperatorError */
  async find<T>(path: string): Promise<T | undefined> {
    const answer = await this.#ask('GET', path);
    if (answer.status === 404) return undefined;
    return this.#json<T>(answer, `GET ${path}`);
  }

  async post<T>(path: string, json: unknown): Promise<T> {
    return this.#json<T>(await this.#ask('POST', path, json), `POST ${path}`);
  }

  /** Sends documents, many in each request; the door answers once they are durable. Sent again, they change nothing. @throws OperatorError when one is refused */
  async ingest(topic: string, documents: Iterable<Pick<DemoDocument, 'id' | 'body'>>, onSent: (count: number) => void = () => {}): Promise<void> {
    const target = new HttpTarget({ url: this.url, key: this.key, topic });
    await inParallel(inGroups(documents, target.parcel), target.atOnce, this.signal, async (group, signal) => {
      const { refused: [first] } = await tryAgain(() => target.send(group, signal), { patienceMs: PATIENCE_MS, signal });
      if (first) throw new OperatorError(`${topic}: the document ${first.id} of the demo was refused: ${first.reasons.map(({ path, en }) => `${path ?? ''} ${en}`).join('; ')}`);
      onSent(group.length);
    });
  }

  /** Looks until something is there. A busy machine may take its time. @throws OperatorError when nothing moves for too long */
  async until<T>({ what, withinMs = 120_000, look }: Wait<T>): Promise<T> {
    let [last, movedAt] = ['', performance.now()];
    const moved = (mark: string): void => {
      if (mark !== last) [last, movedAt] = [mark, performance.now()];
    };
    while (performance.now() - movedAt < withinMs) {
      const found = await look(moved);
      if (found !== undefined) return found;
      await pause(LOOK_EVERY_MS, undefined, { signal: this.signal });
    }
    throw new OperatorError(`The demo waited in vain for ${what}: nothing has moved for ${withinMs / 1_000} s. Look at the log above and at ${this.url}/health/ready`);
  }

  /** A line to be copied into a shell. */
  curl(path: string): string {
    return `curl -s -H 'Authorization: Bearer ${this.key}' '${this.url}${path}'`;
  }

  #ask(method: string, path: string, json?: unknown): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method, signal: this.signal, headers: { authorization: `Bearer ${this.key}`, ...(json !== undefined && { 'content-type': 'application/json' }) }, ...(json !== undefined && { body: JSON.stringify(json) }),
    });
  }

  async #json<T>(answer: Response, what: string): Promise<T> {
    const text = await answer.text();
    if (!answer.ok) throw new OperatorError(`The demo cannot go on: ${what} was answered with ${answer.status}: ${text.slice(0, 1_000)}`);
    return JSON.parse(text) as T;
  }
}
