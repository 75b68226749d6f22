/** An event as a client proposes it. */
export type Proposal = Readonly<{ id: string; type: string; contentType: string; data: Buffer; metadata: Buffer }>;

/** An event in the log. `position` counts bytes like the real thing's transaction log; commit and prepare are the same here. */
export type StoredEvent = Proposal & Readonly<{ stream: string; revision: bigint; position: number; createdTicks: string }>;

export type Expected = bigint | 'any' | 'no_stream' | 'stream_exists';

export type AppendOutcome =
  | Readonly<{ kind: 'stored' | 'already-stored'; revision: bigint; position: number }>
  | Readonly<{ kind: 'wrong-version'; current?: bigint }>
  | Readonly<{ kind: 'tombstoned' }>
  | Readonly<{ kind: 'too-large' }>;

/** The sum of the data bytes of one append; one byte more is refused. What the real thing starts with. */
export const MAX_APPEND_BYTES = 1_048_576;

const TOMBSTONE_REVISION = 9_223_372_036_854_775_807n;
const EMPTY = Buffer.alloc(0);

type Stream = { events: StoredEvent[]; truncateBefore: bigint; tombstoned: boolean };

/** Everything ever appended, in one order, with the rules by which EventStoreDB 24.2 takes, recognises and refuses appends. In memory; `keep` makes it durable. */
export class Log {
  readonly #all: StoredEvent[] = [];
  readonly #streams = new Map<string, Stream>();
  readonly #listeners = new Set<() => void>();
  #nextPosition = 0;

  /** `keep` is called with the events of one append before it counts as stored. */
  constructor(private readonly keep: (events: readonly StoredEvent[]) => void = () => undefined, readonly maxAppendBytes = MAX_APPEND_BYTES) {}

  get all(): readonly StoredEvent[] {
    return this.#all;
  }

  /** The events of a stream that can still be read, or why there are none. */
  stream(name: string): readonly StoredEvent[] | 'not-found' | 'tombstoned' {
    const stream = this.#streams.get(name);
    if (!stream) return 'not-found';
    if (stream.tombstoned) return 'tombstoned';
    const readable = stream.truncateBefore === 0n ? stream.events : stream.events.filter(({ revision }) => revision >= stream.truncateBefore);
    return readable.length === 0 ? 'not-found' : readable;
  }

  append(name: string, expected: Expected, proposals: readonly Proposal[]): AppendOutcome {
    const stream = this.#streams.get(name) ?? { events: [], truncateBefore: 0n, tombstoned: false };
    if (stream.tombstoned) return { kind: 'tombstoned' };
    if (proposals.reduce((sum, { data }) => sum + data.length, 0) > this.maxAppendBytes) return { kind: 'too-large' };
    if (proposals.length === 0) return { kind: 'already-stored', revision: 0n, position: this.#all.at(-1)?.position ?? 0 };
    const head = BigInt(stream.events.length) - 1n;
    const softDeleted = head >= 0n && stream.truncateBefore > head;
    const refused = { kind: 'wrong-version', ...(head >= 0n ? { current: head } : {}) } as const;
    if (expected === 'any' || expected === 'stream_exists') {
      if (expected === 'stream_exists' && (head < 0n || softDeleted)) return refused;
      const known = stream.events.findIndex(({ id }) => id === proposals[0]!.id);
      if (known < 0) return this.#store(name, head + 1n, proposals);
      return this.#recognised(stream, known, proposals) ?? refused;
    }
    const after = expected === 'no_stream' ? -1n : expected;
    // Also when these very ids end the stream already: what is expected at its head is stored again.
    if (after === head) return this.#store(name, head + 1n, proposals);
    if (after > head) return refused;
    return this.#recognised(stream, Number(after) + 1, proposals) ?? (softDeleted && after === -1n ? this.#store(name, head + 1n, proposals) : refused);
  }

  /** Soft: the stream reads as missing until somebody appends again; its revisions go on. */
  delete(name: string, expected: Expected): AppendOutcome {
    const refusal = this.#refusalOf(name, expected);
    if (refusal) return refusal;
    const data = Buffer.from(JSON.stringify({ $tb: Number.MAX_SAFE_INTEGER }));
    return this.append(`$$${name}`, 'any', [{ id: crypto.randomUUID(), type: '$metadata', contentType: 'application/json', data, metadata: EMPTY }]);
  }

  /** For ever: nobody reads or appends again. */
  tombstone(name: string, expected: Expected): AppendOutcome {
    const refusal = this.#refusalOf(name, expected);
    if (refusal) return refusal;
    return this.#store(name, TOMBSTONE_REVISION, [{ id: crypto.randomUUID(), type: '$streamDeleted', contentType: 'application/json', data: EMPTY, metadata: EMPTY }]);
  }

  /** Puts back what was kept. Only while starting. */
  restore(events: readonly StoredEvent[]): void {
    for (const event of events) this.#apply(event);
  }

  /** @returns how to stop listening */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #refusalOf(name: string, expected: Expected): AppendOutcome | undefined {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned) return { kind: 'tombstoned' };
    const head = BigInt(stream?.events.length ?? 0) - 1n;
    const wanted = expected === 'no_stream' ? -1n : expected;
    if (typeof wanted !== 'bigint' || wanted === head) return undefined;
    return { kind: 'wrong-version', ...(head >= 0n ? { current: head } : {}) };
  }

  /** The same ids, in the same order, from this revision on: an append that comes again, whole or its beginning. Its data is not compared. */
  #recognised(stream: Stream, from: number, proposals: readonly Proposal[]): AppendOutcome | undefined {
    if (!proposals.every(({ id }, at) => stream.events[from + at]?.id === id)) return undefined;
    const { revision, position } = stream.events[from + proposals.length - 1]!;
    return { kind: 'already-stored', revision, position };
  }

  #store(stream: string, firstRevision: bigint, proposals: readonly Proposal[]): AppendOutcome {
    let position = this.#nextPosition;
    const createdTicks = (BigInt(Date.now()) * 10_000n).toString();
    const events = proposals.map((proposal, at): StoredEvent => {
      const event = { ...proposal, stream, revision: firstRevision + BigInt(at), position, createdTicks };
      position += sizeOf(event);
      return event;
    });
    this.keep(events);
    for (const event of events) this.#apply(event);
    for (const listener of this.#listeners) listener();
    const last = events.at(-1)!;
    return { kind: 'stored', revision: last.revision, position: last.position };
  }

  #apply(event: StoredEvent): void {
    this.#all.push(event);
    this.#nextPosition = event.position + sizeOf(event);
    const stream = this.#streamOf(event.stream);
    if (event.type === '$streamDeleted') {
      stream.tombstoned = true;
      return;
    }
    stream.events.push(event);
    if (event.type !== '$metadata' || !event.stream.startsWith('$$')) return;
    const deleted = this.#streams.get(event.stream.slice(2));
    const { $tb } = JSON.parse(event.data.toString()) as { $tb?: number };
    if (deleted && $tb !== undefined) deleted.truncateBefore = BigInt(Math.min($tb, deleted.events.length));
  }

  #streamOf(name: string): Stream {
    let stream = this.#streams.get(name);
    if (!stream) this.#streams.set(name, stream = { events: [], truncateBefore: 0n, tombstoned: false });
    return stream;
  }
}

const sizeOf = ({ data, metadata }: Proposal): number => 96 + data.length + metadata.length;
