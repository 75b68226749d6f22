import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Event, EventMetadata, Position, RecordedEvent } from '#kernel';
import { toPosition } from './position.js';

type Record = ReadResp.ReadEvent.RecordedEvent;

const DOLLAR = 0x24;
const DIGITS_BELOW_MS = 4; // the server counts 100 ns, in numbers beyond 2^53

export const positionOf = (record: Record): Position =>
  toPosition({ commit: record.getCommitPosition(), prepare: record.getPreparePosition() });

/** The server's own: its streams and types begin with a dollar sign. */
export const isSystems = (record: Record): boolean =>
  record.getStreamIdentifier()?.getStreamName_asU8()[0] === DOLLAR || (record.getMetadataMap().get('type') ?? '').startsWith('$');

/** The event as the port wants it. Data that is not JSON (written by somebody else) comes as it is: as text, or as base64 of bytes that are no JSON type. */
export const toRecorded = <E extends Event>(record: Record): RecordedEvent<E> => {
  const facts = record.getMetadataMap();
  return {
    id: record.getId()?.getString() ?? '',
    stream: text(record.getStreamIdentifier()?.getStreamName_asU8()),
    revision: Number(record.getStreamRevision()),
    type: facts.get('type') ?? '',
    data: facts.get('content-type') === 'application/json' ? json(text(record.getData_asU8())) : record.getData_asB64(),
    metadata: metadataOf(text(record.getCustomMetadata_asU8())),
    recordedAt: new Date(Number(facts.get('created')?.slice(0, -DIGITS_BELOW_MS) ?? '0')).toISOString(),
    position: positionOf(record),
  } as unknown as RecordedEvent<E>;
};

const text = (bytes: Uint8Array | undefined): string => (bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : '');

const json = (written: string): unknown => {
  try {
    return JSON.parse(written);
  } catch {
    return written; // somebody else's; a reader of all events must not stumble over it
  }
};

const metadataOf = (written: string): EventMetadata => {
  const metadata = written === '' ? {} : json(written);
  return typeof metadata === 'object' && metadata !== null ? metadata : {};
};
