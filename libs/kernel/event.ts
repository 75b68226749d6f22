/** Something that happened, in the trade's past tense. `data` is exactly the JSON that is stored: amounts and instants as text. */
export type Event<Type extends string = string, Data = unknown> = Readonly<{ type: Type; data: Data }>;

/** What is known about an event besides its meaning. Text only, so that every store can keep it. */
export type EventMetadata = Readonly<{
  /** The command that caused it; event ids derive from it. */
  commandId?: string;
  /** One id for everything that follows from one message of the outside world. */
  correlationId?: string;
  /** The id of the event or message that directly caused this one. */
  causationId?: string;
  /** Who asked: an API key's name, a role of the process, a market participant. */
  actor?: string;
  /** Version of the event's shape, absent = 1. Upcasters raise it where the store is read. */
  schemaVersion?: string;
}>;

/** An event ready to be stored. `id` is a UUID; see `eventId`. */
export type EventToAppend<E extends Event = Event> = E & Readonly<{ id: string; metadata?: EventMetadata }>;

/**
 * A place in the order of all events of one store: opaque text, to be kept and given back.
 * Within one store, comparing two positions as text (`<`) is comparing them in the store's order.
 */
export type Position = string;

/** An event as the store gives it back. `revision` counts from 0 within the stream; `recordedAt` is UTC, ISO 8601 with milliseconds or finer. */
export type RecordedEvent<E extends Event = Event> = E & Readonly<{
  id: string;
  stream: string;
  revision: number;
  position: Position;
  recordedAt: string;
  metadata: EventMetadata;
}>;
