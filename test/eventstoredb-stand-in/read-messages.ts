import shared from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StoredEvent } from './log.js';
import { bytes } from './messages.js';

export const eventFound = (event: StoredEvent): ReadResp => {
  const recorded = new pb.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(event.id.toLowerCase());
  recorded.setId(id);
  recorded.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(bytes(event.stream)));
  recorded.setStreamRevision(event.revision.toString());
  recorded.setCommitPosition(String(event.position));
  recorded.setPreparePosition(String(event.position));
  recorded.getMetadataMap().set('type', event.type).set('content-type', event.contentType).set('created', event.createdTicks);
  recorded.setData(new Uint8Array(event.data));
  recorded.setCustomMetadata(new Uint8Array(event.metadata));
  const read = new pb.ReadResp.ReadEvent();
  read.setEvent(recorded);
  read.setCommitPosition(String(event.position));
  return new pb.ReadResp().setEvent(read);
};

export const streamNotFound = (stream: string): ReadResp => {
  const missing = new pb.ReadResp.StreamNotFound();
  missing.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(bytes(stream)));
  return new pb.ReadResp().setStreamNotFound(missing);
};

export const confirmation = (id: string): ReadResp => {
  const confirmed = new pb.ReadResp.SubscriptionConfirmation();
  confirmed.setSubscriptionId(id);
  return new pb.ReadResp().setConfirmation(confirmed);
};

export const checkpoint = (position: number): ReadResp => {
  const reached = new pb.ReadResp.Checkpoint();
  reached.setCommitPosition(String(position));
  reached.setPreparePosition(String(position));
  return new pb.ReadResp().setCheckpoint(reached);
};

export const caughtUp = (): ReadResp => new pb.ReadResp().setCaughtUp(new pb.ReadResp.CaughtUp());

/** Which events a filter lets through, and after how many looked at a checkpoint is due. */
export const filterOf = (options: ReadReq.Options): { passes(event: StoredEvent): boolean; checkpointEvery: number } => {
  const filter = options.getFilter();
  if (!filter) return { passes: () => true, checkpointEvery: Infinity };
  const expression = filter.getStreamIdentifier() ?? filter.getEventType();
  const of = filter.hasStreamIdentifier() ? ({ stream }: StoredEvent) => stream : ({ type }: StoredEvent) => type;
  const prefixes = expression?.getPrefixList() ?? [];
  const regex = expression?.getRegex() ? new RegExp(expression.getRegex()) : undefined;
  return {
    passes: (event) => (regex ? regex.test(of(event)) : prefixes.some((prefix) => of(event).startsWith(prefix))),
    checkpointEvery: (filter.hasMax() ? filter.getMax() : 32) * Math.max(1, filter.getCheckpointintervalmultiplier()),
  };
};
