import { Server, ServerCredentials } from '@grpc/grpc-js';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { batchAppend } from './batch-append-call.js';
import { Connections } from './connections.js';
import { Faults } from './faults.js';
import { Journal } from './journal.js';
import { Log } from './log.js';
import type { Parts } from './parts.js';
import { read } from './read-call.js';
import { append, softDelete, supportedMethods, tombstone } from './unary-calls.js';

export type StandInOptions = Readonly<{
  /** 0 or absent = a free one. */
  port?: number;
  /** Keeps the events here, so that they outlive the process. Absent: memory only. */
  data?: string;
  behaves?: Parts['behaves'];
  /** 1,048,576 unless told. */
  maxAppendBytes?: number;
}>;

/** A running stand-in, with everything that can go wrong at hand. */
export type StandIn = Readonly<{
  connectionString: string;
  port: number;
  log: Log;
  faults: Faults;
  /** How often each call was made. */
  calls: ReadonlyMap<string, number>;
  /** Breaks all connections; new ones are welcome. */
  drop(): void;
  /** As if the process were gone: no connections, nobody listening. */
  refuse(): Promise<void>;
  /** Listens again, at the same port. */
  accept(): Promise<void>;
  stop(): Promise<void>;
}>;

/** The real thing's log is never empty: it begins with records of its own, which nobody asked for. */
const OWN_RECORD = { id: '5f1c2c4e-54a1-4a6b-9d2f-0d8f4f1d6a11', type: '$metadata', contentType: 'application/json', data: Buffer.from('{"$maxAge":2592000}'), metadata: Buffer.alloc(0) };

/**
 * Starts something that answers like EventStoreDB 24.2 as far as the client asks: ServerFeatures and Streams, over a real socket on loopback.
 * A test tool, never part of the product.
 */
export const startStandIn = async (options: StandInOptions = {}): Promise<StandIn> => {
  const journal = options.data === undefined ? undefined : new Journal(options.data);
  const log = new Log(journal?.keep, options.maxAppendBytes);
  if (journal) log.restore(journal.restored);
  if (log.all.length === 0) log.append('$$$stats', 'no_stream', [OWN_RECORD]);
  const faults = new Faults();
  const grpc = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
  const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
  const connections = new Connections(options.port ?? 0, '127.0.0.1', (socket) => injector.injectConnection(socket));
  const calls = new Map<string, number>();
  const parts: Parts = {
    log, faults, behaves: options.behaves ?? '24.2', count: (call) => calls.set(call, (calls.get(call) ?? 0) + 1), drop: (peer) => connections.drop(peer),
  };
  grpc.addService(ServerFeaturesService, { getSupportedMethods: supportedMethods(parts) });
  grpc.addService(StreamsService, { read: read(parts), append: append(parts), batchAppend: batchAppend(parts), delete: softDelete(parts), tombstone: tombstone(parts) });
  await connections.accept();
  return {
    connectionString: `esdb://127.0.0.1:${connections.port}?tls=false`,
    port: connections.port,
    log,
    faults,
    calls,
    drop: () => connections.drop(),
    refuse: () => connections.refuse(),
    accept: () => connections.accept(),
    stop: async () => {
      faults.resume();
      await connections.refuse();
      injector.destroy();
      grpc.forceShutdown();
      journal?.close();
    },
  };
};
