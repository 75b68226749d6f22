/** A document as it came, with what is known of it. `body` is kept byte for byte. */
export type DocumentToKeep = Readonly<{
  sender: string;
  documentId: string;
  /** The market's name of its kind, `RSM-012`. */
  type: string;
  /** Where it came from, for people: `datahub.timeseries/3@4711`. */
  origin: string;
  /** UTC, ISO 8601. */
  receivedAt: string;
  /** What became of it. */
  outcome: 'accepted' | 'refused';
  body: Buffer;
  series: readonly Readonly<{ seriesId: string; gsrn: string }>[];
}>;

/**
 * `kept`: nobody has sent this id before. `seen-before`: this sender sent the same bytes before; whether its effects are durable is not said,
 * so whoever asks goes on as if it were new. `id-reused`: this sender used the id for other bytes; these are kept as evidence, and that is all.
 */
export type KeepAnswer = Readonly<{
  id: string;
  answer: 'kept' | 'seen-before' | 'id-reused';
  /**
   * For each series in order: true when this document was the first to bring its id (also when the same document comes again), false when another
   * document of this sender did, so that the series is a duplicate and must change nothing. Empty for `id-reused`: such a document claims nothing.
   */
  seriesAreFirst: readonly boolean[];
}>;

export type ArchivedDocument = Omit<DocumentToKeep, 'series' | 'body'> & Readonly<{
  /** Derived from sender, id and bytes. */
  id: string;
  /** Hex. */
  sha256: string;
  seriesCount: number;
  bytes: number;
}>;

export type ArchiveQuery = Readonly<{
  /** Only documents that were first to bring a series of this point. */
  gsrn?: string;
  sender?: string;
  /** Received in [from, to), UTC. */
  from?: string;
  to?: string;
  /** From an earlier page. */
  cursor?: string;
  /** At most 1,000; 100 unless told. */
  limit?: number;
}>;

export type ArchivePage = Readonly<{ documents: readonly ArchivedDocument[]; /** Absent on the last page. */ cursor?: string }>;

/** Everything the market ever sent, unchanged, and which document was first to bring which id. All adapters pass `messageArchiveContract`. */
export interface MessageArchive {
  /** Creates what is missing. Safe to call from many processes at once. */
  ensureSchema(): Promise<void>;
  /** Keeps a batch in one go and answers in its order. Repeating it changes nothing. Durable once it resolves; a throw says that nothing was kept. */
  keep(batch: readonly DocumentToKeep[]): Promise<readonly KeepAnswer[]>;
  /** The document that holds this id; undefined when there is none. */
  find(sender: string, documentId: string): Promise<ArchivedDocument | undefined>;
  findById(id: string): Promise<ArchivedDocument | undefined>;
  /** The bytes as they came; undefined when there is no such document. */
  bodyOf(id: string): Promise<Buffer | undefined>;
  /** Latest received first. @throws RangeError for a cursor that is none of ours or a limit outside 1 to 1,000 */
  list(query: ArchiveQuery): Promise<ArchivePage>;
}
