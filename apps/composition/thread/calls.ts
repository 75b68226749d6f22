import type { MessagePort, Transferable } from 'node:worker_threads';

/** Either end of a channel between two threads, as far as calls need it. */
export type Port = Pick<MessagePort, 'postMessage'>;
type Call = Readonly<{ id: number; call: string; argument: unknown }>;
/** `failed` is the error in a form that can be copied to another thread. */
export type CallAnswer = Readonly<{ id: number; value: unknown } | { id: number; failed: unknown }>;

type Waiting = Readonly<{ resolve: (value: unknown) => void; reject: (error: unknown) => void }>;

/** The asking end: every call is answered, or fails when the other end is lost. */
export class Calls {
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;
  #lost: Error | undefined;

  /** @param revive makes an error of what `answerCalls` sent for one */
  constructor(private readonly port: Port, private readonly revive: (failed: unknown) => Error) {}

  /** @throws the revived error, or what `lose` was told */
  ask<T>(call: string, argument?: unknown, transfer: readonly Transferable[] = []): Promise<T> {
    if (this.#lost) return Promise.reject(this.#lost);
    const id = this.#next++;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.port.postMessage({ id, call, argument } satisfies Call, transfer);
    });
  }

  answered(answer: CallAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('failed' in answer) waiting?.reject(this.revive(answer.failed));
    else waiting?.resolve(answer.value);
  }

  /** The other end is gone: whoever waits, and whoever asks from now on, learns it. */
  lose(error: Error): void {
    this.#lost = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

export type CallHandlers = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

/** The answering end: gives one answer to each call. @param wire turns an error into something that can be copied */
export const answerCalls = (port: Port & Pick<MessagePort, 'on'>, handlers: CallHandlers, wire: (error: unknown) => unknown): void => {
  port.on('message', ({ id, call, argument }: Call) => {
    const handler = handlers[call] as ((argument: unknown) => Promise<unknown>) | undefined;
    const work = handler ? handler(argument) : Promise.reject(new Error(`There is no call ${call}`));
    work.then((value) => port.postMessage({ id, value } satisfies CallAnswer), (error: unknown) => port.postMessage({ id, failed: wire(error) } satisfies CallAnswer));
  });
};
