import { setTimeout as wait } from 'node:timers/promises';
import { type CommandContext, eventId, type EventStore, fold, NO_STREAM, WrongExpectedRevision } from '#kernel';
import { type SettlementRun, settlementRun, type SettlementRunCommand, type SettlementRunEvent, settlementRunStream } from '../../domain/run/settlement-run.js';

type Known = Readonly<{ state: SettlementRun; revision: number }>;

/** So many runs are remembered; a forgotten one is read again from its beginning. */
const MOST_REMEMBERED = 16;
/** Other processes may be faster to write; each time one of all gets through. */
const DECIDE_WITHIN_MS = 30_000;
const NEW: Known = { state: settlementRun.initial, revision: NO_STREAM };

/**
 * How runs stand, remembered between questions: a run has an event for each of its batches, and workers ask before and after each. Only what was written since is read.
 * Decisions of one process about a run are made one after the other; against other processes the expected revision decides.
 */
export class RunStates {
  readonly #known = new Map<string, Known>();
  readonly #deciding = new Map<string, Promise<unknown>>();

  constructor(private readonly store: Pick<EventStore, 'append' | 'readStream'>) {}

  /** As it stands now. */
  async read(runId: string): Promise<SettlementRun> {
    return (await this.#catchUp(runId)).state;
  }

  /** Decides on what is remembered, and anew on what others have written in between. @throws Rejected, StoreUnavailable, WrongExpectedRevision after 30 s of lost races */
  decide(runId: string, command: SettlementRunCommand, context: CommandContext): Promise<void> {
    const mine = (this.#deciding.get(runId) ?? Promise.resolve()).then(() => this.#decide(runId, command, context));
    const settled = mine.then(() => undefined, () => undefined);
    this.#deciding.set(runId, settled);
    void settled.then(() => { if (this.#deciding.get(runId) === settled) this.#deciding.delete(runId); });
    return mine;
  }

  async #decide(runId: string, command: SettlementRunCommand, context: CommandContext): Promise<void> {
    const stream = settlementRunStream(runId);
    for (let known = this.#known.get(runId) ?? await this.#catchUp(runId), until = performance.now() + DECIDE_WITHIN_MS; ; known = await this.#catchUp(runId)) {
      const events = settlementRun.decide(command, known.state);
      if (events.length === 0) return;
      try {
        const { revision } = await this.store.append({ stream, expectedRevision: known.revision, events: events.map((event, ordinal) => ({ ...event, id: eventId(context.commandId, stream, ordinal), metadata: { ...context } })) });
        if (revision === known.revision + events.length) this.#remember(runId, { state: fold(settlementRun, events, known.state), revision });
        return;
      } catch (error) {
        if (!(error instanceof WrongExpectedRevision) || performance.now() > until) throw error;
        await wait(Math.random() * 20);
      }
    }
  }

  async #catchUp(runId: string): Promise<Known> {
    const known = this.#known.get(runId) ?? NEW;
    const events: SettlementRunEvent[] = [];
    for await (const event of this.store.readStream<SettlementRunEvent>(settlementRunStream(runId), { fromRevision: known.revision + 1 })) events.push(event);
    if (events.length === 0) return known;
    const now = { state: fold(settlementRun, events, known.state), revision: known.revision + events.length };
    this.#remember(runId, now);
    return now;
  }

  #remember(runId: string, now: Known): void {
    const before = this.#known.get(runId);
    if (before && before.revision >= now.revision) return; // somebody has read further meanwhile
    this.#known.delete(runId);
    this.#known.set(runId, now);
    if (this.#known.size > MOST_REMEMBERED) this.#known.delete(this.#known.keys().next().value!);
  }
}
