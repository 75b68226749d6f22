import { FaultError } from '../errors/problem.js';

/** Far deeper than any request of ours; deeper ones would exhaust the stack of whoever walks them. */
const DEEPEST = 64;

/**
 * The text of a JSON body, ready for a parser.
 * @throws FaultError when it is empty, not UTF-8, or nested deeper than 64
 */
export const jsonText = (body: Buffer): string => {
  if (body.length === 0) throw new FaultError({ status: 400, code: 'EMPTY_BODY', detail: 'The body is empty although its content type says JSON. Send a document, or no content type.' });
  if (isDeeperThan(body, DEEPEST)) throw new FaultError({ status: 400, code: 'JSON_TOO_DEEP', detail: `The body is nested deeper than ${DEEPEST} levels. Flatten it.` });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new FaultError({ status: 400, code: 'NOT_UTF8', detail: 'The body is not UTF-8. Encode it as UTF-8.' }, { cause });
  }
};

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Counts brackets outside of text; one pass, no memory. */
const isDeeperThan = (body: Buffer, limit: number): boolean => {
  let depth = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++depth > limit) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return false;
};
