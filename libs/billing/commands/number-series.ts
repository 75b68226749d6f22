import { type CommandContext, derivedId, type EventStore, StoreUnavailable, WrongExpectedRevision } from '#kernel';
import { backoffMs } from '#messaging';
import { type InvoiceNumberAssigned, numberAt, seriesStream } from '../domain/series.js';

/** A document that is approved and needs its number; `afterRevision` as its approval says. */
export type WantsNumber = Readonly<{ invoiceId: string; series: string; issuedOn: string; afterRevision: number }>;

export type NumberSeriesOptions = Readonly<{
  /** How long a number is fought for against other processes before `StoreUnavailable`; 60,000 ms unless told. */
  withinMs?: number;
  /** Most numbers taken at once; 500 unless told. */
  mostAtOnce?: number;
}>;

/** Most numbers of one series kept in memory; older ones are read again when somebody asks for them. */
const MOST_KEPT = 100_000;
const BACKOFF = { firstMs: 2, mostMs: 250 } as const;

/**
 * Takes numbers without gaps: the place of an event in the series' stream is the number. Documents that want one at the same time in this process get
 * theirs in one append; other processes are told apart by the expected revision. A document that has a number gets the same one again.
 */
export class NumberSeries {
  readonly #series = new Map<string, OneSeries>();

  constructor(private readonly store: EventStore, private readonly options: NumberSeriesOptions = {}) {}

  /** A revision that the series has surely reached, for the approval of a document: its number, once taken, stands behind it. -1 = empty. */
  async reached(series: string, issuedOn: string): Promise<number> {
    return this.#of(series, issuedOn).head();
  }

  /** The numbers of approved documents, in the order of the documents. @throws StoreUnavailable: then the same may be asked again */
  async numbersFor(wanted: readonly WantsNumber[], context: Omit<CommandContext, 'commandId'> = {}): Promise<readonly string[]> {
    return Promise.all(wanted.map((one) => this.#of(one.series, one.issuedOn).numberFor(one, context)));
  }

  #of(series: string, issuedOn: string): OneSeries {
    const stream = seriesStream(series, issuedOn);
    const known = this.#series.get(stream) ?? new OneSeries(this.store, stream, this.options);
    this.#series.set(stream, known);
    return known;
  }
}

type Waiting = Readonly<{ wants: WantsNumber; context: Omit<CommandContext, 'commandId'>; resolve: (number: string) => void; reject: (error: unknown) => void }>;

class OneSeries {
  /** Last revision this process has seen; undefined = never looked. */
  #head: number | undefined;
  /** Numbers by document for the revisions from `#from` to `#head`. */
  #numbers = new Map<string, string>();
  #from = 0;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #looking: Promise<number> | undefined;

  constructor(private readonly store: EventStore, private readonly stream: string, private readonly options: NumberSeriesOptions) {}

  async head(): Promise<number> {
    if (this.#head !== undefined) return this.#head;
    this.#looking ??= this.#find().finally(() => { this.#looking = undefined; });
    return this.#looking;
  }

  async #find(): Promise<number> {
    const found = await lastRevision(this.store, this.stream);
    if (this.#head === undefined) [this.#head, this.#from] = [found, found + 1];
    return this.#head;
  }

  numberFor(wants: WantsNumber, context: Omit<CommandContext, 'commandId'>): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ wants, context, resolve, reject });
      this.#working ??= Promise.resolve().then(() => this.#work()).finally(() => { this.#working = undefined; });
    });
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.options.mostAtOnce ?? 500);
      try {
        await this.#assign(batch);
        for (const { wants, resolve } of batch) resolve(this.#numbers.get(wants.invoiceId)!);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
      this.#forgetOld();
    }
  }

  /** Afterwards every document of the batch has its number in `#numbers`. */
  async #assign(batch: readonly Waiting[]): Promise<void> {
    const until = Date.now() + (this.options.withinMs ?? 60_000);
    await this.head();
    await this.#readBack(Math.min(...batch.map(({ wants }) => wants.afterRevision)) + 1);
    for (let failures = 0; ; ) {
      try {
        await this.#readOn();
        const wanting = [...new Map(batch.filter(({ wants }) => !this.#numbers.has(wants.invoiceId)).map((one) => [one.wants.invoiceId, one])).values()];
        if (wanting.length === 0) return;
        const head = this.#head!;
        const events = wanting.map(({ wants: { invoiceId, issuedOn }, context }, at) => ({
          type: 'InvoiceNumberAssigned' as const, data: { invoiceId, number: numberAt(issuedOn, head + 1 + at) },
          id: derivedId('invoice-number', invoiceId), metadata: { ...context, commandId: `number/${invoiceId}` },
        }));
        await this.store.append({ stream: this.stream, expectedRevision: head, events });
        for (const { data } of events) this.#numbers.set(data.invoiceId, data.number);
        this.#head = head + events.length;
        return;
      } catch (error) {
        // Lost a race, or nobody knows whether it was stored: look, and try again with what is still wanted.
        if (!(error instanceof WrongExpectedRevision) && !(error instanceof StoreUnavailable)) throw error;
        const waitMs = backoffMs(++failures, BACKOFF);
        if (Date.now() + waitMs > until) throw error instanceof StoreUnavailable ? error : new StoreUnavailable(`No number of ${this.stream} could be taken in time: other processes were always faster`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  }

  /** What other processes have taken since. */
  async #readOn(): Promise<void> {
    for await (const { data, revision } of this.store.readStream<InvoiceNumberAssigned>(this.stream, { fromRevision: this.#head! + 1 })) {
      this.#numbers.set(data.invoiceId, data.number);
      this.#head = revision;
    }
  }

  /** Numbers that were taken before this process looked: a document that was approved then may have one of them. */
  async #readBack(from: number): Promise<void> {
    if (from >= this.#from) return;
    for await (const { data } of this.store.readStream<InvoiceNumberAssigned>(this.stream, { fromRevision: from, limit: this.#from - from })) this.#numbers.set(data.invoiceId, data.number);
    this.#from = from;
  }

  #forgetOld(): void {
    if (this.#numbers.size <= MOST_KEPT) return;
    this.#numbers = new Map();
    this.#from = this.#head! + 1;
  }
}

/** The last revision of a stream, -1 when it is empty: found by halving, since the store reads forward only. */
const lastRevision = async (store: EventStore, stream: string): Promise<number> => {
  const exists = async (revision: number): Promise<boolean> => {
    for await (const _ of store.readStream(stream, { fromRevision: revision, limit: 1 })) return true;
    return false;
  };
  if (!(await exists(0))) return -1;
  let [there, beyond] = [0, 1];
  while (await exists(beyond)) [there, beyond] = [beyond, beyond * 2];
  while (beyond - there > 1) {
    const middle = there + Math.floor((beyond - there) / 2);
    if (await exists(middle)) there = middle;
    else beyond = middle;
  }
  return there;
};
