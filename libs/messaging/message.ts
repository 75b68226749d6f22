import type { Reason } from '#kernel';

/** A message of the outside world, as bytes: nobody has looked inside yet. */
export type Message = Readonly<{
  /** Same message, same id, however often it comes: from the `message-id` header, else topic, partition and offset. */
  id: string;
  topic: string;
  /** What must stay in order (for metering: the GSRN). */
  key?: string;
  body: Buffer;
  headers: Readonly<Record<string, string>>;
  /** Where it lies at its source, for people: `datahub.timeseries/3@4711`, `http`. */
  origin: string;
  /** When we saw it, UTC. */
  receivedAt: string;
}>;

/**
 * What became of one message. `done`: its effects are durable. `poison`: no repetition will help, park it.
 * `summary` is for logs and for the answer of an HTTP door.
 */
export type Outcome =
  | Readonly<{ kind: 'done'; summary?: Readonly<Record<string, unknown>> }>
  | Readonly<{
    kind: 'poison'; reasons: readonly Reason[];
    /** What is parked in place of the message, when the message must not be kept as it came (personal data where none belong). */
    parkInstead?: Message;
  }>;

/**
 * Takes a batch, answers for each message in order once its effects are durable.
 * Throwing means the world is broken for the moment (store away): the whole batch comes again after a pause. Effects are idempotent, so that is harmless.
 */
export type MessageHandler = (messages: readonly Message[]) => Promise<readonly Outcome[]>;

/** What a context offers to listen to; the app wires it to a source. */
export type Subscription = Readonly<{ topic: string; group: string; handler: MessageHandler }>;

/** Something that delivers messages at least once. Nothing is acknowledged before the handler's answer (or the parking) is durable. */
export interface MessageSource {
  start(subscription: Subscription): Promise<void>;
  /** Lets the batch in hand finish, acknowledges it, and leaves. */
  stop(): Promise<void>;
  ping(): Promise<void>;
}

/** Somewhere messages go. Resolves once they are durable there. */
export interface MessageSink {
  publish(topic: string, messages: readonly Readonly<{ id: string; key?: string; body: Buffer; headers?: Readonly<Record<string, string>> }>[]): Promise<void>;
  close(): Promise<void>;
}
