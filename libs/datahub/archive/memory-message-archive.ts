import { type Identified, identify } from './document-identity.js';
import type { ArchivedDocument, ArchivePage, ArchiveQuery, DocumentToKeep, KeepAnswer, MessageArchive } from './message-archive.js';
import { limitOf, pageOf, placeOf } from './page.js';

/** The archive of a process that forgets: for specs and trials. Contract: `messageArchiveContract`. */
export class MemoryMessageArchive implements MessageArchive {
  private readonly documents = new Map<string, Identified>();
  /** Which document holds an id; the value is its archive id. */
  private readonly documentClaims = new Map<string, string>();
  private readonly seriesClaims = new Map<string, string>();
  private readonly pointsOf = new Map<string, Set<string>>();

  async ensureSchema(): Promise<void> {
    // nothing to create
  }

  async keep(batch: readonly DocumentToKeep[]): Promise<readonly KeepAnswer[]> {
    return batch.map((document) => this.keepOne(identify(copyOf(document))));
  }

  private keepOne(identified: Identified): KeepAnswer {
    const { id, document } = identified;
    const known = this.documents.has(id);
    if (!known) this.documents.set(id, identified);
    const holder = claim(this.documentClaims, [document.sender, document.documentId], id);
    if (holder !== id) return { id, answer: 'id-reused', seriesAreFirst: [] };
    const seriesAreFirst = document.series.map(({ seriesId, gsrn }) => {
      const first = claim(this.seriesClaims, [document.sender, seriesId], id) === id;
      if (first) this.pointsOf.set(id, (this.pointsOf.get(id) ?? new Set()).add(gsrn));
      return first;
    });
    return { id, answer: known ? 'seen-before' : 'kept', seriesAreFirst };
  }

  async find(sender: string, documentId: string): Promise<ArchivedDocument | undefined> {
    const id = this.documentClaims.get(keyOf([sender, documentId]));
    return id === undefined ? undefined : this.findById(id);
  }

  async findById(id: string): Promise<ArchivedDocument | undefined> {
    const found = this.documents.get(id);
    return found && described(found);
  }

  async bodyOf(id: string): Promise<Buffer | undefined> {
    const found = this.documents.get(id);
    return found && Buffer.from(found.document.body);
  }

  async list(query: ArchiveQuery): Promise<ArchivePage> {
    const limit = limitOf(query);
    const place = placeOf(query);
    const { from = '', to = '9999', sender, gsrn } = query;
    const found = [...this.documents.values()].map(described).filter((document) =>
      document.receivedAt >= inMillis(from) && document.receivedAt < inMillis(to)
      && (sender === undefined || document.sender === sender)
      && (gsrn === undefined || this.pointsOf.get(document.id)?.has(gsrn) === true)
      && (place === undefined || isAfter(document, place)));
    return pageOf(found.sort((a, b) => (isAfter(a, b) ? 1 : -1)).slice(0, limit + 1), limit);
  }
}

const keyOf = (parts: readonly string[]): string => JSON.stringify(parts);

const claim = (claims: Map<string, string>, parts: readonly string[], id: string): string => {
  const key = keyOf(parts);
  const holder = claims.get(key) ?? id;
  claims.set(key, holder);
  return holder;
};

/** The caller may go on using its buffer. */
const copyOf = (document: DocumentToKeep): DocumentToKeep => ({ ...document, body: Buffer.from(document.body) });

const described = ({ id, sha256, document: { body, series, ...rest } }: Identified): ArchivedDocument =>
  ({ ...rest, id, sha256, receivedAt: inMillis(rest.receivedAt), seriesCount: series.length, bytes: body.length });

/** Times of one length compare as text. */
const inMillis = (instant: string): string => (Number.isNaN(Date.parse(instant)) || instant === '9999' ? instant : new Date(instant).toISOString());

/** Later in the list, which begins with the latest. */
const isAfter = (a: Readonly<{ receivedAt: string; id: string }>, b: Readonly<{ receivedAt: string; id: string }>): boolean =>
  (a.receivedAt === b.receivedAt ? a.id < b.id : a.receivedAt < b.receivedAt);
