import { UUID } from '#kernel';
import type { ArchivedDocument, ArchivePage, ArchiveQuery } from './message-archive.js';

const MOST = 1_000;

/** How many documents a page holds. @throws RangeError */
export const limitOf = ({ limit = 100 }: ArchiveQuery): number => {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST) return limit;
  throw new RangeError(`A page holds 1 to ${MOST} documents, not ${limit}`);
};

/** Where a page ended: the last document's time and id. @throws RangeError when the cursor is none of ours */
export const placeOf = ({ cursor }: ArchiveQuery): Readonly<{ receivedAt: string; id: string }> | undefined => {
  if (cursor === undefined) return undefined;
  const [receivedAt = '', id = ''] = cursor.split('~');
  if (Number.isNaN(Date.parse(receivedAt)) || !UUID.test(id)) throw new RangeError('The cursor is none of ours; begin without one');
  return { receivedAt, id };
};

/** One more document than the page holds was asked for, to see whether there are more. */
export const pageOf = (found: readonly ArchivedDocument[], limit: number): ArchivePage => {
  const documents = found.slice(0, limit);
  const last = documents.at(-1);
  return found.length > limit && last ? { documents, cursor: `${last.receivedAt}~${last.id}` } : { documents };
};
