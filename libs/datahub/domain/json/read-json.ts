import { type JsonProblem, jsonProblem } from './json-problem.js';
import { type InexactNumber, JsonReader, type JsonValue } from './json-reader.js';

export type JsonRead =
  | Readonly<{ ok: true; value: JsonValue; inexact: readonly InexactNumber[] }>
  | Readonly<{ ok: false; problems: readonly JsonProblem[] }>;

export type JsonOptions = Readonly<{
  /** Bytes; 32 MiB unless told, never more than 256 MiB. */
  maxBytes?: number;
  /** Levels of objects and lists; 64 unless told. */
  maxDepth?: number;
  /** Members of one object; 1,000 unless told. */
  maxMembers?: number;
  /** Problems told; 200 unless told. Reading goes on, telling stops. */
  maxProblems?: number;
}>;

export const DEFAULT_MAX_BYTES = 32 * 1024 * 1024;
/** Beyond this the text of a document would no longer fit into one string. */
const MOST_BYTES = 256 * 1024 * 1024;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Bytes to JSON values, strictly: UTF-8 (a byte order mark in front is let pass), each member once, and numbers that a double cannot hold exactly
 * are listed with their text in `inexact`. Never throws, whatever the bytes; limits bound time and memory.
 */
export const readJson = (body: Uint8Array, options: JsonOptions = {}): JsonRead => {
  const maxBytes = Math.min(options.maxBytes ?? DEFAULT_MAX_BYTES, MOST_BYTES);
  if (body.byteLength > maxBytes) return refuse(jsonProblem('JSON_TOO_LARGE', maxBytes, [], `${body.byteLength} > ${maxBytes} bytes`));
  const decoded = decode(body);
  if (decoded === undefined) return refuse(jsonProblem('JSON_NOT_UTF8', endOfUtf8(body), []));
  const skipped = decoded.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
  const text = skipped === 0 ? decoded : decoded.slice(skipped);
  const offsetOf = (at: number): number => Buffer.byteLength(decoded.slice(0, at + skipped));
  const reader = new JsonReader(text, {
    depth: options.maxDepth ?? 64, members: options.maxMembers ?? 1_000, problems: options.maxProblems ?? 200,
  }, offsetOf);
  const value = reader.read();
  return value === undefined || reader.problems.length > 0 ? refuse(...reader.problems) : { ok: true, value, inexact: reader.inexact };
};

const refuse = (...problems: readonly JsonProblem[]): JsonRead => ({ ok: false, problems });

const decode = (body: Uint8Array): string | undefined => {
  try {
    return UTF8.decode(body);
  } catch (error) {
    if (isBadEncoding(error)) return undefined;
    throw error;
  }
};

/** Where the first bytes that are not UTF-8 stand, by halving: a beginning is good when it decodes with its last character left open. */
const endOfUtf8 = (body: Uint8Array): number => {
  let good = 0;
  let bad = body.byteLength;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (decodesSoFar(body.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  return good;
};

const decodesSoFar = (beginning: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(beginning, { stream: true });
    return true;
  } catch (error) {
    if (isBadEncoding(error)) return false;
    throw error;
  }
};

/** By its code, not its class: the error may come from another realm than ours. */
const isBadEncoding = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
