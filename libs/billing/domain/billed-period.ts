import { type Decider, type Event, Rejected, unreachable } from '#kernel';

/**
 * These of a settled period's events (`revisions` of its settlement stream) stand on this document and may stand on no other. `by` says who finishes the
 * document after a crash: `run` = the run that planned it, `note` = the process that drafts notes.
 */
export type PartsClaimed = Event<'PartsClaimed', Readonly<{ settlement: string; documentId: string; revisions: readonly number[]; by: 'run' | 'note' }>>;
/** The document will not be, or was taken back by another: its parts are free again. */
export type PartsReleased = Event<'PartsReleased', Readonly<{ settlement: string; documentId: string; revisions: readonly number[] }>>;
export type BilledPeriodEvent = PartsClaimed | PartsReleased;

/** A run wants a settlement from its first event on, or not at all: what corrects a settlement that stands on another document is a note. */
export type BilledPeriodCommand =
  | Readonly<{ type: 'Claim'; settlement: string; documentId: string; revisions: readonly number[]; by: 'run' | 'note' }>
  | Readonly<{ type: 'Release'; settlement: string; documentId: string }>;

/** Which document holds which revision, and what documents let go. */
export type BilledPeriod = Readonly<{ holds: ReadonlyMap<number, string>; released: ReadonlySet<string> }>;

/**
 * What of one settled period stands on which document. The one place where that is decided: a part is on at most one document, however many runs
 * and processes want it.
 */
export const billedPeriod: Decider<BilledPeriod, BilledPeriodCommand, BilledPeriodEvent> = {
  initial: { holds: new Map(), released: new Set() },
  evolve({ holds, released }, event) {
    const next = new Map(holds);
    switch (event.type) {
      case 'PartsClaimed':
        for (const revision of event.data.revisions) next.set(revision, event.data.documentId);
        return { holds: next, released };
      case 'PartsReleased':
        for (const revision of event.data.revisions) next.delete(revision);
        return { holds: next, released: new Set([...released, event.data.documentId]) };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    const held = revisionsOf(state, command.documentId);
    if (command.type === 'Release') {
      const { settlement, documentId } = command;
      return held.length === 0 ? [] : [{ type: 'PartsReleased', data: { settlement, documentId, revisions: held } }];
    }
    const { settlement, documentId, by } = command;
    if (held.length > 0) return [];
    if (state.released.has(documentId)) throw new Rejected('DOCUMENT_LET_GO', { settlement, documentId });
    const revisions = command.revisions.filter((revision) => !state.holds.has(revision));
    if (revisions.length === 0 || (by === 'run' && revisions[0] !== command.revisions[0])) throw new Rejected('PARTS_ALREADY_BILLED', { settlement, documentId });
    return [{ type: 'PartsClaimed', data: { settlement, documentId, revisions, by } }];
  },
};

/** What the document holds, in order. */
export const revisionsOf = ({ holds }: BilledPeriod, documentId: string): readonly number[] =>
  [...holds].filter(([, holder]) => holder === documentId).map(([revision]) => revision).sort((a, b) => a - b);

/** Stream of one settled period: `billed-<gsrn>-<first day>` from `settlement-<gsrn>-<first day>`. */
export const billedStream = (settlement: string): string => `billed-${settlement.slice(settlement.indexOf('-') + 1)}`;
