import { EventStoreDBClient } from '@eventstore/db-client';
import { ServerFeaturesClient } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { CallOptions, ClientDuplexStream, ClientReadableStream, Metadata } from '@grpc/grpc-js';
import type { Readable } from 'node:stream';
import { GRPC, meaningOf } from './failures.js';
import { within } from './waiting.js';

/**
 * What we take from inside the client: its way to open calls on whatever channel it holds at the time (discovery, TLS, credentials and reconnecting included),
 * and what it does when a call has failed. Its methods for appending and reading are left alone: see the README for what they do to a process.
 */
type Inside = {
  GRPCStreamCreator<Client, Call extends Readable>(of: new (...of: never[]) => Client, name: string, open: (client: Client) => Call): () => Promise<Call>;
  execute<Client, T>(of: new (...of: never[]) => Client, name: string, action: (client: Client) => Promise<T>): Promise<T>;
  callArguments(base: { deadline?: number }, options?: CallOptions): [Metadata, CallOptions];
  handleError(client: StreamsClient, error: Error): Promise<void>;
  getChannel(): Promise<{ close(): void }>;
};

const NEEDED = ['GRPCStreamCreator', 'execute', 'callArguments', 'handleError', 'getChannel'] as const;
const FOR_EVER = { deadline: Infinity };

/** One client and its channel. Every call it opens has somebody listening for its error, from the first moment to the last. */
export class Connection {
  readonly #client: EventStoreDBClient;
  readonly #inside: Inside;
  readonly #openedBy = new WeakMap<Readable, StreamsClient>();

  /** @throws Error when the connection string cannot be read. Connects at the first call. */
  constructor(connectionString: string) {
    this.#client = EventStoreDBClient.connectionString(connectionString);
    this.#inside = this.#client as unknown as Inside;
    const missing = NEEDED.filter((name) => typeof this.#inside[name] !== 'function');
    if (missing.length > 0) throw new Error(`@eventstore/db-client has changed inside (${missing.join(', ')}); this adapter was written for 6.2.1`);
    const { handleError } = this.#inside;
    // The client calls this and looks away; when finding a new endpoint fails meanwhile, that would end the process as an unhandled rejection.
    this.#inside.handleError = (client, error) => handleError(client, error).catch(() => undefined); // the next call finds out for itself
  }

  /** Many appends over one call. `hear` gets the answers, `lost` the end of the call, once. */
  openBatchAppend(ms: number, hear: (answer: BatchAppendResp) => void, lost: (error: unknown) => void): Promise<ClientDuplexStream<BatchAppendReq, BatchAppendResp>> {
    return this.#open(ms, (client) => {
      const call = client.batchAppend(...this.#inside.callArguments({}, FOR_EVER));
      return call.on('data', hear).on('error', lost).on('end', () => lost(new Error('the server ended the call')));
    });
  }

  /** A read or a subscription. `listen` is called before anything can arrive. */
  openRead(ms: number, request: ReadReq, listen: (call: ClientReadableStream<ReadResp>) => void): Promise<ClientReadableStream<ReadResp>> {
    return this.#open(ms, (client) => {
      const call = client.read(request, ...this.#inside.callArguments({}, FOR_EVER));
      listen(call);
      return call;
    });
  }

  /** The server's version, "24.2.0.1234"; "unknown" from a server too old to say. @throws TryAgain, StoreUnavailable */
  serverVersion(ms: number): Promise<string> {
    return this.#understood(within(ms, 'Asking for the server version', this.#inside.execute(ServerFeaturesClient, 'serverVersion', (client) => new Promise<string>((resolve, reject) => {
      const [metadata, options] = this.#inside.callArguments({ deadline: ms });
      client.getSupportedMethods(new shared.Empty(), metadata, options, (error, methods) => {
        if (error) reject(error);
        else resolve(methods.getEventStoreServerVersion() || 'unknown');
      });
    }))));
  }

  /** Leaves the connection of a call that is not answered for a new one, unless that has happened since. Others may finish on the old one. */
  leave(call: Readable): void {
    const client = this.#openedBy.get(call);
    if (client) void this.#inside.handleError(client, Object.assign(new Error('the server does not answer'), { code: GRPC.unavailable, details: 'the server does not answer' }));
  }

  /** Ends all calls and the channel. Never fails: a server that cannot be found any more has no channel to be closed. */
  async close(ms: number): Promise<void> {
    await this.#client.dispose();
    const channel = await within(ms, 'Closing the connection', this.#inside.getChannel(), (late) => late.close()).catch(() => undefined); // without a server there is no channel to close
    channel?.close();
  }

  #open<Call extends Readable & { cancel(): void }>(ms: number, open: (client: StreamsClient) => Call): Promise<Call> {
    const opened = this.#inside.GRPCStreamCreator(StreamsClient, 'gridtally', (client) => {
      const call = open(client);
      this.#openedBy.set(call, client);
      return call;
    })();
    return this.#understood(within(ms, 'Connecting to EventStoreDB', opened, (tooLate) => tooLate.cancel()));
  }

  async #understood<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw meaningOf(error);
    }
  }
}
