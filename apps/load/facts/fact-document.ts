import { derivedId } from '#kernel';

/** A made-up document of one of our own topics, ready to be sent. `key` keeps documents about the same things in order. */
export type FactDocument = Readonly<{ topic: string; id: string; key: string; records: number; body: Buffer }>;
export type FactRecord = Readonly<Record<string, unknown>>;

const SENDER = 'load';
/** Everything is made up as said long ago, so that whatever else is said of the same things counts instead. */
export const SAID_AT = '2000-01-01T00:00:00Z';
export const VALID_FROM = '2000-01-01';

/** The document that says this. Its id is made from what it says: other content is another document, the same content the same one. */
export const factDocument = (topic: string, records: readonly FactRecord[], key = SENDER): FactDocument => {
  const documentId = derivedId('load', topic, JSON.stringify(records));
  return { topic, id: documentId, key, records: records.length, body: Buffer.from(JSON.stringify({ sender: SENDER, documentId, createdAt: SAID_AT, records })) };
};
