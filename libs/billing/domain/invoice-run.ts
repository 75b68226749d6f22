import { type Decider, type Event, Rejected, unreachable } from '#kernel';
import type { Period } from './events.js';

/** Whose periods a run takes: everybody's, or only those of the named payers, customers or points. */
export type RunScope = Readonly<{ all: true } | { payers: readonly string[] } | { customers: readonly string[] } | { gsrns: readonly string[] }>;

/** What was asked of a run: settled periods that end in (period.from, period.to], drafts that were made before, one number series, one day of issue. */
export type RunRequest = Readonly<{ runId: string; period: Period; series: string; issuedOn: string; scope: RunScope; requestedBy: string }>;

/** One document of a batch and the parts it is to hold, by settlement stream. What it gets is decided by the claims. */
export type PlannedDocument = Readonly<{ invoiceId: string; payerId: string; periods: readonly Readonly<{ settlement: string; revisions: readonly number[] }>[] }>;

/** Why a payer got no document in a run. */
export type NotDrafted = Readonly<{ payerId: string; invoiceId: string; code: string; gsrns: readonly string[] }>;
export type BatchCounts = Readonly<{ issued: number; nothing: number; notDrafted: readonly NotDrafted[] }>;

export type InvoiceRunRequested = Event<'InvoiceRunRequested', RunRequest>;
/** What the batch will do, so that it does the same however often it is begun. Either new documents or drafts that exist. `upTo` is where the next batch goes on. */
export type InvoiceBatchPlanned = Event<'InvoiceBatchPlanned', Readonly<{ runId: string; batch: number; documents: readonly PlannedDocument[]; drafts: readonly string[]; upTo: string }>>;
export type InvoiceBatchIssued = Event<'InvoiceBatchIssued', Readonly<{ runId: string; batch: number }> & BatchCounts>;
export type InvoiceRunPaused = Event<'InvoiceRunPaused', Readonly<{ runId: string; by: string }>>;
export type InvoiceRunResumed = Event<'InvoiceRunResumed', Readonly<{ runId: string; by: string }>>;
/** Nothing more is planned; a batch in hand is finished, and what is issued stays issued. */
export type InvoiceRunCancelled = Event<'InvoiceRunCancelled', Readonly<{ runId: string; by: string }>>;
export type InvoiceRunCompleted = Event<'InvoiceRunCompleted', Readonly<{ runId: string; issued: number; notDrafted: number }>>;
export type InvoiceRunEvent = InvoiceRunRequested | InvoiceBatchPlanned | InvoiceBatchIssued | InvoiceRunPaused | InvoiceRunResumed | InvoiceRunCancelled | InvoiceRunCompleted;

export type RunStatus = 'none' | 'running' | 'paused' | 'cancelled' | 'completed';
export type InvoiceRun = Readonly<{
  status: RunStatus; request?: RunRequest;
  /** Batches planned so far; the last may be open. */
  batches: number; open?: InvoiceBatchPlanned['data'];
  /** `upTo` of the last planned batch of new documents and of drafts. */
  upToPayer: string; upToDraft: string;
  issued: number; nothing: number; notDrafted: number;
}>;

export type InvoiceRunCommand =
  | Readonly<{ type: 'Request'; data: RunRequest }>
  | Readonly<{ type: 'PlanBatch'; batch: number; documents: readonly PlannedDocument[]; drafts: readonly string[]; upTo: string }>
  | Readonly<{ type: 'FinishBatch'; batch: number; counts: BatchCounts }>
  | Readonly<{ type: 'Complete' }>
  | Readonly<{ type: 'Pause' | 'Resume' | 'Cancel'; by: string }>;

/** A run of issuing: planned and done batch by batch, each batch once in the book. */
export const invoiceRun: Decider<InvoiceRun, InvoiceRunCommand, InvoiceRunEvent> = {
  initial: { status: 'none', batches: 0, upToPayer: '', upToDraft: '', issued: 0, nothing: 0, notDrafted: 0 },
  evolve(state, event) {
    switch (event.type) {
      case 'InvoiceRunRequested': return { ...state, status: 'running', request: event.data };
      case 'InvoiceBatchPlanned': {
        const { batch, documents, upTo } = event.data;
        return { ...state, batches: batch + 1, open: event.data, ...(documents.length > 0 ? { upToPayer: upTo } : { upToDraft: upTo }) };
      }
      case 'InvoiceBatchIssued': {
        const { issued, nothing, notDrafted } = event.data;
        return { ...without(state), issued: state.issued + issued, nothing: state.nothing + nothing, notDrafted: state.notDrafted + notDrafted.length };
      }
      case 'InvoiceRunPaused': return { ...state, status: 'paused' };
      case 'InvoiceRunResumed': return { ...state, status: 'running' };
      case 'InvoiceRunCancelled': return { ...state, status: 'cancelled' };
      case 'InvoiceRunCompleted': return { ...state, status: 'completed' };
      default: return unreachable(event);
    }
  },
  decide(command, state) {
    const runId = state.request?.runId ?? '';
    switch (command.type) {
      case 'Request': return request(command.data, state);
      case 'PlanBatch': {
        const { batch, documents, drafts, upTo } = command;
        if (state.status !== 'running' || state.open || batch !== state.batches) return [];
        return [{ type: 'InvoiceBatchPlanned', data: { runId, batch, documents, drafts, upTo } }];
      }
      case 'FinishBatch':
        return state.open?.batch === command.batch ? [{ type: 'InvoiceBatchIssued', data: { runId, batch: command.batch, ...command.counts } }] : [];
      case 'Complete':
        return state.status === 'running' && !state.open ? [{ type: 'InvoiceRunCompleted', data: { runId, issued: state.issued, notDrafted: state.notDrafted } }] : [];
      case 'Pause': return turn(state, 'running', 'paused', { type: 'InvoiceRunPaused', data: { runId, by: command.by } });
      case 'Resume': return turn(state, 'paused', 'running', { type: 'InvoiceRunResumed', data: { runId, by: command.by } });
      case 'Cancel': return turn(state, state.status === 'paused' ? 'paused' : 'running', 'cancelled', { type: 'InvoiceRunCancelled', data: { runId, by: command.by } });
      default: return unreachable(command);
    }
  },
};

const without = ({ open: _open, ...state }: InvoiceRun): InvoiceRun => state;

const request = (data: RunRequest, { status, request: before }: InvoiceRun): InvoiceRunEvent[] => {
  if (status === 'none') return [{ type: 'InvoiceRunRequested', data }];
  if (before && whatIsAsked(before) === whatIsAsked(data)) return [];
  throw new Rejected('RUN_EXISTS', { runId: data.runId });
};

const whatIsAsked = ({ period, series, issuedOn, scope }: RunRequest): string => JSON.stringify([period.from, period.to, series, issuedOn, Object.entries(scope)]);

const turn = (state: InvoiceRun, from: RunStatus, to: RunStatus, event: InvoiceRunEvent): InvoiceRunEvent[] => {
  if (state.status === 'none') throw new Rejected('RUN_NOT_FOUND', {});
  if (state.status === to) return [];
  if (state.status !== from) throw new Rejected('RUN_ENDED', { runId: state.request!.runId, status: state.status });
  return [event];
};

export const invoiceRunStream = (runId: string): string => `invoicerun-${runId}`;
