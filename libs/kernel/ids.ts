import { createHash } from 'node:crypto';

/** Namespace of all ids that Gridtally derives (a random UUID, fixed for ever: changing it would make every repeated message a new one). */
const NAMESPACE = Buffer.from('6f0d7a1e5c3b4b7e9a42d1f08c6e2b95', 'hex');

/** UUID version 5 (RFC 9562, section 5.5) of a name made of parts. The same parts give the same id, on every machine, for ever. */
export const derivedId = (...parts: readonly (string | number)[]): string => {
  const hash = createHash('sha1').update(NAMESPACE).update(JSON.stringify(parts)).digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** Id of the n-th event that a command causes in a stream. */
export const eventId = (commandId: string, stream: string, ordinal: number): string => derivedId('event', commandId, stream, ordinal);

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
