import type { Reason } from '#kernel';
import type { FactDocument } from './facts/fact-document.js';
import type { GeneratedDocument } from './generated-documents.js';

/** What became of the documents of one parcel. `refused` are those that the other side parked or turned down, with their reasons. */
export type Sent = Readonly<{ refused: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[] }>;

/** Where generated documents go. Sending the same again changes nothing anywhere. */
export interface LoadTarget {
  /** For people: `http://127.0.0.1:3000`, `Kafka 127.0.0.1:9092`, a folder. */
  readonly place: string;
  /** How many documents it likes to be given at a time, and how many parcels at once. */
  readonly parcel: number;
  readonly atOnce: number;
  /** @throws NotNow when trying again may help; anything else ends the load */
  send(documents: readonly GeneratedDocument[], signal: AbortSignal): Promise<Sent>;
  /** Master data, prices and portfolio, all of one topic. @throws NotNow */
  sendFacts(topic: string, facts: readonly FactDocument[], signal: AbortSignal): Promise<Sent>;
  close(): Promise<void>;
}

/** The other side cannot be reached or is too busy: worth trying again. The message says what was seen. */
export class NotNow extends Error {
  override readonly name = 'NotNow';
  constructor(message: string, readonly retryAfterMs = 0, options: { cause?: unknown } = {}) {
    super(message, options);
  }
}
