import shared from '@eventstore/db-client/generated/shared_pb.js';
import pb, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import type { Position } from '#kernel';
import { BEGINNING, fromPosition } from './position.js';

/** A checkpoint for every 8 windows of 32 records looked at: often enough to move on, rare enough not to be the traffic. */
const WINDOWS_PER_CHECKPOINT = 8;

/** Up to `count` events of a stream, from a revision on, rising. */
export const streamRequest = (stream: string, fromRevision: number, count: number): ReadReq => {
  const of = new pb.ReadReq.Options.StreamOptions();
  of.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(stream)));
  of.setRevision(String(fromRevision));
  return request((options) => {
    options.setStream(of);
    options.setCount(String(count));
    options.setNoFilter(new shared.Empty());
  });
};

/** All records from the last one backwards, the system's own included. */
export const backwardsRequest = (count: number): ReadReq => {
  const all = new pb.ReadReq.Options.AllOptions();
  all.setEnd(new shared.Empty());
  return request((options) => {
    options.setAll(all);
    options.setReadDirection(pb.ReadReq.Options.ReadDirection.BACKWARDS);
    options.setCount(String(count));
    options.setNoFilter(new shared.Empty());
  });
};

export type Selection = Readonly<{ after: Position | undefined; categories: readonly string[] | undefined }>;

/** Everything selected after a position, and then what comes, until cancelled. The server begins *after* the position. */
export const subscriptionRequest = (selection: Selection): ReadReq => request((options) => {
  options.setAll(allAfter(selection.after));
  options.setSubscription(new pb.ReadReq.Options.SubscriptionOptions());
  options.setFilter(filterOf(selection.categories));
});

/** Up to `count` selected events. The server begins *at* the position: the event there comes again. */
export const filteredRequest = (selection: Selection, count: number): ReadReq => request((options) => {
  options.setAll(allAfter(selection.after));
  options.setCount(String(count));
  options.setFilter(filterOf(selection.categories));
});

const request = (fill: (options: ReadReq.Options) => void): ReadReq => {
  const options = new pb.ReadReq.Options();
  options.setReadDirection(pb.ReadReq.Options.ReadDirection.FORWARDS);
  options.setResolveLinks(false);
  const ids = new pb.ReadReq.Options.UUIDOption();
  ids.setString(new shared.Empty());
  options.setUuidOption(ids);
  fill(options);
  return new pb.ReadReq().setOptions(options);
};

const allAfter = (after: Position | undefined): ReadReq.Options.AllOptions => {
  const all = new pb.ReadReq.Options.AllOptions();
  if (after === undefined || after === BEGINNING) return all.setStart(new shared.Empty());
  const { commit, prepare } = fromPosition(after);
  const position = new pb.ReadReq.Options.Position();
  position.setCommitPosition(commit);
  position.setPreparePosition(prepare);
  return all.setPosition(position);
};

/** By the names of streams for categories; without categories by type, leaving out the system's events. */
const filterOf = (categories: readonly string[] | undefined): ReadReq.Options.FilterOptions => {
  const filter = new pb.ReadReq.Options.FilterOptions();
  const expression = new pb.ReadReq.Options.FilterOptions.Expression();
  if (categories) filter.setStreamIdentifier(expression.setPrefixList(categories.map((category) => `${category}-`)));
  else filter.setEventType(expression.setRegex('^[^$].*'));
  filter.setCount(new shared.Empty());
  return filter.setCheckpointintervalmultiplier(WINDOWS_PER_CHECKPOINT);
};
