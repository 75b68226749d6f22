import { isUtf8 } from 'node:buffer';
import type { Reason } from '#kernel';

/** The cover of every document of our own topics. `createdAt` UTC. */
export type OwnDocument<R> = Readonly<{ documentId: string; sender: string; createdAt: string; records: readonly R[] }>;
/** `redacted`: what may be kept of a refused document, where it may hold what must not be kept; absent = it may be kept as it is. */
export type ReadOwnDocument<R> = Readonly<{ ok: true; document: OwnDocument<R> } | { ok: false; reasons: readonly Reason[]; redacted?: Buffer }>;

export const LARGEST_OWN_DOCUMENT_BYTES = 10 * 1024 * 1024;

/** JSON in UTF-8. `why` is the parser's own word and may quote the document. */
export const jsonIn = (body: Buffer): Readonly<{ ok: true; text: string; value: unknown } | { ok: false; why: string }> => {
  if (!isUtf8(body)) return { ok: false, why: 'the bytes are no text in UTF-8' };
  const text = new TextDecoder().decode(body);
  try {
    return { ok: true, text, value: JSON.parse(text) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, why: error.message };
  }
};

/** The first reasons, and one more that says how many are left out. */
export const atMost = (most: number, reasons: readonly Reason[]): readonly Reason[] => {
  const more = reasons.length - most;
  return more <= 0 ? reasons : [...reasons.slice(0, most), { code: 'MORE_REASONS', en: `${more} more reasons are not listed.`, da: `${more} yderligere årsager er ikke vist.` }];
};

/** `/records/0/prices/3` → `$.records[0].prices[3]`. */
export const jsonPathOf = (pointer: string): string => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '$');
