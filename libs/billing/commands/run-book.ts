import { type EventStore, NO_STREAM, WrongExpectedRevision } from '#kernel';
import { type InvoiceRun, invoiceRun, type InvoiceRunCommand, type InvoiceRunEvent, invoiceRunStream } from '../domain/invoice-run.js';
import { readyToAppend } from './streams.js';

/** The stream of one run, read on from where it was read before: a run of a large portfolio has hundreds of batches. */
export class RunBook {
  readonly #stream: string;
  #state: InvoiceRun = invoiceRun.initial;
  #revision = NO_STREAM;

  constructor(private readonly store: EventStore, private readonly runId: string) {
    this.#stream = invoiceRunStream(runId);
  }

  /** How the run stands now. */
  async read(): Promise<InvoiceRun> {
    for await (const event of this.store.readStream<InvoiceRunEvent>(this.#stream, { fromRevision: this.#revision + 1 })) {
      this.#state = invoiceRun.evolve(this.#state, event);
      this.#revision = event.revision;
    }
    return this.#state;
  }

  /** Decides on what was read last. When others wrote meanwhile nothing is written: read again and decide anew. */
  async write(what: string, command: InvoiceRunCommand): Promise<void> {
    const events = invoiceRun.decide(command, this.#state);
    if (events.length === 0) throw new Error(`Run ${this.runId}: ${command.type} changes nothing as the run stands`);
    const context = { commandId: `${what}/${this.runId}`, actor: 'invoice run', correlationId: this.runId };
    try {
      await this.store.append({ stream: this.#stream, expectedRevision: this.#revision, events: readyToAppend(events, this.#stream, context) });
    } catch (error) {
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  }
}
