import { createHmac } from 'node:crypto';

/**
 * Tells requests apart. Made under a secret (the caller's API key, of which only a hash is stored), so that nobody who reads it can find out
 * by trying what stood in the body.
 * @param body as it was parsed; the order of its fields does not count
 */
export const fingerprintOf = (secret: string, { method, url, body }: Readonly<{ method: string; url: string; body: unknown }>): string =>
  createHmac('sha256', secret).update(`${method} ${url}\n`).update(body === undefined ? '' : JSON.stringify(inOneOrder(body))).digest('hex');

/** Fields in alphabetical order at every depth; bodies are at most 64 deep. */
const inOneOrder = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(inOneOrder);
  if (typeof value !== 'object' || value === null) return value;
  return { fields: Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([field, inner]) => [field, inOneOrder(inner)]) }; // a list: an object would put fields that are numbers first
};
