import { type Event, type EventToAppend, InvalidAppend, NO_STREAM, type StreamAppend, UUID } from '#kernel';

/** Sum of the data bytes of one append, in every adapter: EventStoreDB's default limit. What does not fit one store must not fit the others. */
export const MAX_APPEND_BYTES = 1_048_576;

const STREAM_NAME = /^[a-z][a-z0-9]*-[^\s\p{Cc}]{1,200}$/u;

/** An event as text, ready for the wire. */
export type StoredForm = Readonly<{ id: string; type: string; data: string; metadata: string }>;

/**
 * Checks an append against the rules all adapters share and gives its events as text.
 * @throws InvalidAppend before anything is sent: no events, a name without a kind, an id that is no UUID or doubled, data that is not JSON, more than 1 MiB
 */
export const storedForm = (append: StreamAppend): readonly StoredForm[] => {
  if (!STREAM_NAME.test(append.stream)) throw new InvalidAppend('BAD_STREAM_NAME', `"${append.stream}" is no stream name; expected <kind>-<id>[-<period>] with a kind of lower-case letters and digits`);
  if (append.events.length === 0) throw new InvalidAppend('NO_EVENTS', `Append to ${append.stream} without events`);
  if (!Number.isInteger(append.expectedRevision) || append.expectedRevision < NO_STREAM) {
    throw new InvalidAppend('BAD_EXPECTED_REVISION', `Append to ${append.stream}: expected revision ${append.expectedRevision} is not a whole number from ${NO_STREAM}`);
  }
  const ids = new Set<string>();
  let bytes = 0;
  const forms = append.events.map((event) => {
    if (!UUID.test(event.id)) throw new InvalidAppend('ID_NOT_UUID', `Append to ${append.stream}: event id "${event.id}" is not a UUID`);
    if (ids.has(event.id)) throw new InvalidAppend('DUPLICATE_ID', `Append to ${append.stream}: event id ${event.id} occurs twice`);
    ids.add(event.id);
    const form = asText(append.stream, event);
    bytes += Buffer.byteLength(form.data);
    return form;
  });
  if (bytes > MAX_APPEND_BYTES) throw new InvalidAppend('TOO_LARGE', `Append to ${append.stream} holds ${bytes} bytes of data; the limit is ${MAX_APPEND_BYTES}. Split the message`);
  return forms;
};

const asText = (stream: string, event: EventToAppend<Event>): StoredForm => {
  try {
    const data = JSON.stringify(event.data);
    if (data === undefined) throw new TypeError('undefined is not JSON');
    return { id: event.id.toLowerCase(), type: event.type, data, metadata: JSON.stringify(event.metadata ?? {}) };
  } catch (error) {
    throw new InvalidAppend('NOT_JSON', `Append to ${stream}: the data of ${event.type} cannot be written as JSON (${(error as Error).message}); whole numbers beyond 2^53 go in as text`);
  }
};
