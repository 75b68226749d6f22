import { Worker } from 'node:worker_threads';
import { backoffMs, type DirectDoor, type MessageToSend, type Outcome, pause } from '#messaging';
import { type Config, FaultError, type Log, logContext, OperatorError } from '#platform';
import { type CallAnswer, Calls } from './calls.js';
import { pack, withBuffer } from './packed-messages.js';
import { fromWire, type WireError } from './wire-error.js';

/** What the thread is started with. */
export type ThreadSetup = Readonly<{ config: Config; name: string }>;

/** What the thread says by itself; everything else answers a call. `checks`: the names of its readiness checks. */
export type ThreadNews = Readonly<{ news: 'ready'; checks: readonly string[] } | { news: 'cannot start'; why: WireError }>;

/** What became of the thread's orderly end. */
export type ThreadStopped = Readonly<{ late?: string; failed: readonly string[] }>;

const BACKOFF = { firstMs: 200, mostMs: 5_000 };

/**
 * Messages, views and processes on a thread of their own, so that no question over HTTP waits for a batch or for the collection of its garbage.
 * An answer comes only when the thread says that everything is durable. A thread that ends by itself fails what it had in hand (503, the sender sends again)
 * and is started anew; until then nothing is taken. `entry` is the compiled thread; another one only for tests.
 */
export class WorkingThread implements DirectDoor {
  readonly #closing = new AbortController();
  #worker: Worker | undefined;
  #calls: Calls | undefined;
  #starting: { reject: (error: Error) => void } | undefined;
  #again: Promise<void> = Promise.resolve();
  #checks: readonly string[] = [];

  constructor(private readonly setup: ThreadSetup, private readonly log: Log, private readonly entry: URL = new URL('./main.js', import.meta.url)) {}

  /** Readiness checks of the thread, by name. */
  get checks(): readonly string[] {
    return this.#checks;
  }

  /** Resolves when the thread takes work. @throws OperatorError and the like when it cannot begin */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(this.entry, { workerData: this.setup, name: 'work' });
      const calls = new Calls(worker, (failed) => fromWire(failed as WireError));
      let ready = false;
      let ended = false;
      const lost = (error: Error) => {
        if (ended) return;
        ended = true;
        calls.lose(interrupted(error));
        void worker.terminate();
        if (this.#calls === calls) this.#calls = undefined;
        if (!ready) return reject(error);
        if (this.#closing.signal.aborted) return;
        this.log.error({ err: error }, 'The thread that takes messages ended; what it had in hand was refused and may be sent again. It is being started anew');
        this.#again = this.#restart();
      };
      this.#worker = worker;
      this.#starting = { reject: lost };
      worker.on('message', (said: ThreadNews | CallAnswer) => {
        if (!('news' in said)) return calls.answered(said);
        if (said.news === 'cannot start') return lost(errorOf(said.why));
        ready = true;
        this.#starting = undefined;
        this.#calls = calls;
        this.#checks = said.checks;
        resolve();
      });
      worker.on('messageerror', lost);
      worker.on('error', (error) => lost(error as Error));
      worker.on('exit', (code) => lost(new Error(`The thread ended by itself with code ${code}`)));
    });
  }

  /** @throws NobodyListens, or FaultError as the handler's own error would have been answered */
  async deliver(topic: string, messages: readonly MessageToSend[], origin?: string): Promise<readonly Outcome[]> {
    const packed = pack(messages);
    return (await this.#ask<readonly Outcome[]>('deliver', { topic, packed, origin, context: logContext() }, [packed.bytes])).map(withBuffer);
  }

  /** @throws FaultError while it is away */
  async ping(): Promise<void> {
    await this.#ask('ping', undefined);
  }

  /** Asks one of `checks`. @throws Error with what is wrong */
  async check(name: string): Promise<void> {
    const problem = await this.#ask<string | undefined>('check', name);
    if (problem !== undefined) throw new Error(problem);
  }

  /** Its counts, in the form of `Metrics.counts`; none while it is away. */
  async counts<T>(): Promise<readonly T[]> {
    return this.#calls ? this.#calls.ask<readonly T[]>('counts') : [];
  }

  /** Lets it finish what it has in hand. @throws Error when something in it could not be closed */
  async stop(): Promise<void> {
    this.#closing.abort();
    this.#starting?.reject(interrupted());
    await this.#again;
    const { late, failed } = this.#calls ? await this.#calls.ask<ThreadStopped>('stop') : { failed: [] };
    await this.#worker?.terminate();
    if (late !== undefined || failed.length > 0) throw new Error([...failed, ...(late === undefined ? [] : [`${late} took too long`])].join('; '));
  }

  #ask<T>(call: string, argument: unknown, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    return this.#calls ? this.#calls.ask<T>(call, argument, transfer) : Promise.reject(interrupted());
  }

  async #restart(): Promise<void> {
    for (let failures = 1; ; failures++) {
      await pause(backoffMs(failures, BACKOFF), this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      try {
        await this.start();
        this.log.info('The thread that takes messages works again');
        return;
      } catch (error) {
        if (!this.#closing.signal.aborted) this.log.error({ err: error }, 'The thread that takes messages could not be started');
      }
    }
  }
}

const interrupted = (cause?: unknown): FaultError => new FaultError({
  status: 503, code: 'MESSAGES_INTERRUPTED', detail: 'The part of this program that takes messages is being started anew. Send the same request again; repeating it is harmless.', retryAfterSeconds: 2, ours: true,
}, { cause });

const errorOf = (why: WireError): Error => (why.explanation ? new OperatorError(why.explanation.sentence, { exitCode: why.explanation.exitCode }) : fromWire(why));
