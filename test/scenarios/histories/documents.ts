import { type EventStore, fold, handle } from '#kernel';
import { claimParts, releaseParts, type Wanted } from '../../../libs/billing/commands/claim-parts.js';
import { billedPeriod, type BilledPeriodEvent, billedStream } from '../../../libs/billing/domain/billed-period.js';
import { invoiceOf, noteOf, sectionOf } from '../../../libs/billing/domain/document.js';
import { type Draft, invoiceStream } from '../../../libs/billing/domain/events.js';
import { invoice } from '../../../libs/billing/domain/invoice.js';
import { addsNothing, lifetimesOf, type Part } from '../../../libs/billing/domain/part.js';
import { partOf } from '../../../libs/billing/views/parts.js';
import type { Chance } from '../../oracle/chance.js';
import type { History } from './history.js';

type Held = Part & Readonly<{ heldBy?: string | undefined }>;

/** Invoices and notes of a history: invoice runs and the drafting of notes by billing's own deciders, on the same log. */
export class Documents {
  readonly #drafts = new Map<string, Draft>();
  #runs = 0;

  constructor(private readonly history: History, private readonly chance: Chance) {}

  /** The sections of every document that is not cancelled, by settlement stream. */
  sections(): ReadonlyMap<string, readonly Draft['sections'][number][]> {
    const found = new Map<string, Draft['sections'][number][]>();
    for (const draft of this.#drafts.values()) for (const section of draft.sections) {
      const stream = section.parts[0]!.stream;
      found.set(stream, [...(found.get(stream) ?? []), section]);
    }
    return found;
  }

  get all(): readonly Draft[] {
    return [...this.#drafts.values()];
  }

  /** An invoice run of every payer: whatever settlement stands on no document from its beginning. */
  async invoiceRun(): Promise<void> {
    const run = ++this.#runs;
    const payers = new Map<string, Wanted[]>();
    const parts = await this.#parts();
    for (const [settlement, own] of parts) for (const { parts: [base, ...later] } of lifetimesOf(own)) {
      const life = [base!, ...later] as readonly Held[];
      if (life.some(({ heldBy }) => heldBy !== undefined) || addsNothing(sectionOf(life))) continue;
      const documentId = `invoice-${run}-${base!.payerId}-${base!.revision}`; // a period settled anew for the same payer stands on a document of its own
      payers.set(documentId, [...(payers.get(documentId) ?? []), { documentId, settlement, revisions: life.map(({ revision }) => revision) }]);
    }
    for (const [invoiceId, wanted] of payers) {
      const held = await claimParts(this.history.store, wanted, 'run');
      const sections = held.filter(({ revisions }) => revisions.length > 0).map(({ settlement, revisions }) => sectionOf(parts.get(settlement)!.filter(({ revision }) => revisions.includes(revision))));
      const payerId = parts.get(wanted[0]!.settlement)!.find(({ revision }) => revision === wanted[0]!.revisions[0])!.payerId;
      if (sections.length > 0) await this.#draft(invoiceOf({ invoiceId, payerId, series: 'main', paymentDays: 14 }, sections));
    }
    await this.history.look();
  }

  /** Every settlement that stands on a document gets a note of what was said later. */
  async notes(): Promise<void> {
    for (const [settlement, own] of await this.#parts()) for (const { parts: [base, ...later] } of lifetimesOf(own)) {
      const corrected = (base as Held).heldBy;
      const free = (later as readonly Held[]).filter(({ heldBy }) => heldBy === undefined);
      if (corrected === undefined || free.length === 0 || addsNothing(sectionOf(free))) continue;
      const noteId = `note-${settlement}-${free.map(({ revision }) => revision).join('.')}-of-${corrected}`;
      const [held] = await claimParts(this.history.store, [{ documentId: noteId, settlement, revisions: free.map(({ revision }) => revision) }], 'note');
      const original = this.#drafts.get(corrected)!;
      await this.#draft(noteOf({ invoiceId: noteId, payerId: original.payerId, series: 'main', paymentDays: 14 }, sectionOf(free.filter(({ revision }) => held!.revisions.includes(revision))), { invoiceId: corrected }));
    }
    await this.history.look();
  }

  /** A draft is not wanted: it and its notes go, and what stood on them is free. */
  async cancelOne(): Promise<void> {
    const original = this.chance.one([...this.#drafts.values()].filter(({ kind }) => kind === 'invoice'));
    if (!original) return;
    const going = [...this.#drafts.values()].filter(({ invoiceId, corrects }) => invoiceId === original.invoiceId || corrects?.invoiceId === original.invoiceId);
    for (const { invoiceId, sections } of going) {
      await handle(this.history.store, invoice, { stream: invoiceStream(invoiceId), command: { type: 'Cancel', reason: 'not wanted' }, context: { commandId: `cancel-${invoiceId}` } });
      await releaseParts(this.history.store, sections.map(({ parts }) => ({ documentId: invoiceId, settlement: parts[0]!.stream })));
      this.#drafts.delete(invoiceId);
    }
    await this.history.look();
  }

  async #draft(data: Draft): Promise<void> {
    await handle(this.history.store, invoice, { stream: invoiceStream(data.invoiceId), command: { type: 'Draft', data }, context: { commandId: `draft-${data.invoiceId}` } });
    this.#drafts.set(data.invoiceId, data);
  }

  async #parts(): Promise<ReadonlyMap<string, readonly Held[]>> {
    const found = new Map<string, readonly Held[]>();
    for (const [stream, events] of this.history.settlements.byStream()) {
      const { holds } = await billedOf(this.history.store, stream);
      found.set(stream, events.flatMap((event) => partOf(event, stream, event.revision) ?? []).map((part) => ({ ...part, heldBy: holds.get(part.revision) })));
    }
    return found;
  }
}

const billedOf = async (store: EventStore, settlement: string) => {
  const events: BilledPeriodEvent[] = [];
  for await (const event of store.readStream<BilledPeriodEvent>(billedStream(settlement))) events.push(event);
  return fold(billedPeriod, events);
};
