import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientReadableStream } from '@grpc/grpc-js';

/** What came in: at least one response, `silence` when none did in time, `end` when no more will come. */
export type Taken = readonly ReadResp[] | 'silence' | 'end';

const MOST_RESPONSES = 128;
const MOST_BYTES = 4_000_000;

/**
 * The responses of one read, waiting to be taken. Holds a bounded number and stops the server beyond it (HTTP/2 flow control), so that a slow reader
 * costs no memory. Listens for the call's error until the very end: the client reports some long after everybody has left.
 */
export class Inbox {
  #responses: ReadResp[] = [];
  #bytes = 0;
  #call: ClientReadableStream<ReadResp> | undefined;
  #outcome: { error?: unknown } | undefined;
  #wake: () => void = () => undefined;

  readonly listen = (call: ClientReadableStream<ReadResp>): void => {
    this.#call = call;
    if (this.#outcome) call.cancel();
    call.on('data', (response: ReadResp) => this.#put(response));
    call.on('error', (error: unknown) => this.#end({ error }));
    call.on('end', () => this.#end({}));
  };

  get isEmpty(): boolean {
    return this.#responses.length === 0;
  }

  /** Takes all there is, waiting at most `ms` for the first. @throws what the call failed with, after everything before it was taken */
  async take(ms: number): Promise<Taken> {
    if (this.#responses.length === 0 && !this.#outcome) await this.#something(ms);
    if (this.#responses.length > 0) {
      const taken = this.#responses;
      this.#responses = [];
      this.#bytes = 0;
      this.#call?.resume();
      return taken;
    }
    if (!this.#outcome) return 'silence';
    if ('error' in this.#outcome) throw this.#outcome.error;
    return 'end';
  }

  /** Ends the call here and there; what has come is dropped. */
  leave(): void {
    this.#responses = [];
    this.#end({});
    this.#call?.cancel();
  }

  #put(response: ReadResp): void {
    if (this.#outcome) return;
    this.#responses.push(response);
    this.#bytes += response.getEvent()?.getEvent()?.getData().length ?? 0;
    if (this.#responses.length >= MOST_RESPONSES || this.#bytes >= MOST_BYTES) this.#call?.pause();
    this.#wake();
  }

  #end(outcome: { error?: unknown }): void {
    this.#outcome ??= outcome;
    this.#wake();
  }

  #something(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => undefined;
        resolve();
      };
    });
  }
}
