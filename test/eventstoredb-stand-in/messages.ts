import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { BatchAppendReq, AppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { Expected, Proposal } from './log.js';

/** Something in a request that says which revision the stream is expected at. */
type ExpectedRevision = { hasNoStream(): boolean; hasAny(): boolean; hasStreamExists(): boolean };

/** `revision` is asked for only when none of the named states is given. */
export const expectedOf = (options: ExpectedRevision, revision: () => string): Expected => {
  if (options.hasNoStream()) return 'no_stream';
  if (options.hasAny()) return 'any';
  if (options.hasStreamExists()) return 'stream_exists';
  return BigInt(revision());
};

export const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
export const bytes = (name: string): Uint8Array => new TextEncoder().encode(name);

export const proposal = (message: BatchAppendReq.ProposedMessage | AppendReq.ProposedMessage): Proposal => ({
  id: idOf(message.getId()),
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? 'application/octet-stream',
  data: Buffer.from(message.getData_asU8()),
  metadata: Buffer.from(message.getCustomMetadata_asU8()),
});

const idOf = (id: UUID | undefined): string => {
  const structured = id?.getStructured();
  if (!structured) return id?.getString() ?? '';
  const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()].map((half) => BigInt.asUintN(64, BigInt(half)).toString(16).padStart(16, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

export const UUID_TEXT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A failed call. `facts` go into the trailers, where the client finds out which error it is. */
export const failedCall = (code: status, details: string, facts: Readonly<Record<string, string>> = {}): ServiceError => {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(facts)) metadata.set(key, value);
  return Object.assign(new Error(details), { code, details, metadata });
};

export const notReady = (): ServiceError => failedCall(status.UNAVAILABLE, 'Server Is Not Ready');
export const tombstoned = (stream: string): ServiceError =>
  failedCall(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, { exception: 'stream-deleted', 'stream-name': stream });
export const tooLarge = (limit: number): ServiceError =>
  failedCall(status.INVALID_ARGUMENT, 'Maximum Append Size Exceeded.', { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) });
export const wrongVersion = (stream: string, expected: Expected, current: bigint | undefined): ServiceError =>
  failedCall(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
    exception: 'wrong-expected-version', 'stream-name': stream, 'expected-version': typeof expected === 'bigint' ? expected.toString() : '-1',
    ...(current === undefined ? {} : { 'actual-version': current.toString() }),
  });
