import { randomUUID } from 'node:crypto';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { AppendAnswer, StreamAppend } from '#kernel';
import type { StoredForm } from '../stored-form.js';
import { answerTo } from './append-answer.js';
import { appendRequests } from './append-request.js';
import type { Connection } from './connection.js';
import { meaningOf, TryAgain } from './failures.js';

type Waiting = { append: StreamAppend; resolve(answer: AppendAnswer): void; reject(error: Error): void };
type Call = { duplex: ClientDuplexStream<BatchAppendReq, BatchAppendResp>; waiting: Map<string, Waiting>; lost?: Error };

/**
 * Appends over one long call, many at a time. Each call keeps its own list of who waits for what: an answer that nobody waits for any more
 * (its writer gave up, its call broke) is dropped, and the end of one call concerns nobody on another.
 */
export class BatchAppender {
  #opening: Promise<Call> | undefined;
  #call: Call | undefined;

  constructor(private readonly connection: Connection) {}

  /** One try. @throws TryAgain when it is unknown whether the append is stored, besides what `answerTo` throws */
  async append(append: StreamAppend, forms: readonly StoredForm[], ms: number): Promise<AppendAnswer> {
    const until = Date.now() + ms;
    const call = this.#call ?? await (this.#opening ??= this.#open(ms));
    if (call.lost) throw call.lost;
    const correlationId = randomUUID();
    return new Promise<AppendAnswer>((resolve, reject) => {
      const timer = setTimeout(() => this.#noAnswer(call, ms), Math.max(1, until - Date.now()));
      const settle = <T>(how: (of: T) => void) => (of: T): void => {
        clearTimeout(timer);
        call.waiting.delete(correlationId);
        how(of);
      };
      call.waiting.set(correlationId, { append, resolve: settle(resolve), reject: settle(reject) });
      for (const request of appendRequests(append, forms, correlationId)) call.duplex.write(request);
    });
  }

  async #open(ms: number): Promise<Call> {
    const waiting: Call['waiting'] = new Map();
    let call: Call | undefined;
    let early: Error | undefined;
    try {
      const duplex = await this.connection.openBatchAppend(ms, (response) => hear(waiting, response), (error) => {
        early = meaningOf(error);
        if (call) this.#lose(call, early);
      });
      if (early) throw early;
      call = { duplex, waiting };
      this.#call = call;
      return call;
    } finally {
      this.#opening = undefined;
    }
  }

  /** A server that owes one answer for so long owes them all: everybody on this call tries again, on a new connection. */
  #noAnswer(call: Call, ms: number): void {
    this.#lose(call, new TryAgain(`no answer to an append within ${ms} ms`));
    call.duplex.cancel();
    this.connection.leave(call.duplex);
  }

  #lose(call: Call, error: Error): void {
    if (this.#call === call) this.#call = undefined;
    call.lost ??= error;
    for (const writer of [...call.waiting.values()]) writer.reject(call.lost);
  }
}

const hear = (waiting: Call['waiting'], response: BatchAppendResp): void => {
  const writer = waiting.get(response.getCorrelationId()?.getString() ?? '');
  if (!writer) return;
  try {
    writer.resolve(answerTo(writer.append, response));
  } catch (error) {
    writer.reject(error as Error);
  }
};
