import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, Rejected } from '#kernel';
import { spec } from '#kernel/testing';
import { billedPeriod, billedStream, type BilledPeriodCommand, type BilledPeriodEvent, revisionsOf } from './billed-period.js';
import { invoiceRun, type InvoiceBatchPlanned, type InvoiceRunRequested } from './invoice-run.js';
import { numberAt, seriesStream } from './series.js';

const settlement = 'settlement-571313900000000016-2025-01-01';
const claim = (documentId: string, revisions: readonly number[], by: 'run' | 'note' = 'run'): BilledPeriodCommand => ({ type: 'Claim', settlement, documentId, revisions, by });
const claimed = (documentId: string, revisions: readonly number[], by: 'run' | 'note' = 'run'): BilledPeriodEvent => ({ type: 'PartsClaimed', data: { settlement, documentId, revisions, by } });
const released = (documentId: string, revisions: readonly number[]): BilledPeriodEvent => ({ type: 'PartsReleased', data: { settlement, documentId, revisions } });

describe('A settled period', () => {
  const given = spec(billedPeriod);
  it('stands on the first document that claims it', () => given().when(claim('a', [0, 1])).thenEvents(claimed('a', [0, 1])));
  it('is not invoiced twice', () => given(claimed('a', [0])).when(claim('b', [0, 1])).thenRejected('PARTS_ALREADY_BILLED', { settlement, documentId: 'b' }));
  it('gives a note what is left', () => given(claimed('a', [0])).when(claim('n', [0, 1, 2], 'note')).thenEvents(claimed('n', [1, 2], 'note')));
  it('gives a document its parts once', () => given(claimed('a', [0])).when(claim('a', [0, 1])).thenNothing());
  it('is free again when its document lets go', () => {
    given(claimed('a', [0])).when({ type: 'Release', settlement, documentId: 'a' }).thenEvents(released('a', [0]));
    given(claimed('a', [0]), released('a', [0])).when(claim('b', [0])).thenEvents(claimed('b', [0]));
  });
  it('gives nothing to a document that let go', () => given(claimed('a', [0]), released('a', [0])).when(claim('a', [0])).thenRejected('DOCUMENT_LET_GO'));
  it('has a stream of its own', () => expect(billedStream(settlement)).toBe('billed-571313900000000016-2025-01-01'));
  it('has each part on at most one document, whoever claims and lets go in whatever order', () => {
    const commands = fc.array(fc.record({ document: fc.constantFrom('a', 'b', 'c'), revisions: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 }), what: fc.constantFrom('run', 'note', 'release') }), { maxLength: 15 });
    fc.assert(fc.property(commands, (all) => {
      const events: BilledPeriodEvent[] = [];
      for (const { document, revisions, what } of all) {
        const before = fold(billedPeriod, events);
        try {
          const next = billedPeriod.decide(what === 'release' ? { type: 'Release', settlement, documentId: document } : claim(document, [...revisions].sort(), what as 'run' | 'note'), before);
          for (const event of next) if (event.type === 'PartsClaimed') expect(event.data.revisions.filter((revision) => before.holds.has(revision))).toEqual([]);
          events.push(...next);
        } catch (error) {
          if (!(error instanceof Rejected)) throw error;
        }
      }
      const held = ['a', 'b', 'c'].flatMap((document) => revisionsOf(fold(billedPeriod, events), document));
      expect(new Set(held).size).toBe(held.length);
    }));
  });
});

describe('A run of issuing', () => {
  const given = spec(invoiceRun);
  const requested: InvoiceRunRequested = { type: 'InvoiceRunRequested', data: { runId: 'r', period: { from: '2025-01-01', to: '2025-02-01' }, series: 'main', issuedOn: '2025-02-03', scope: { all: true }, requestedBy: 'spec' } };
  const planned: InvoiceBatchPlanned = { type: 'InvoiceBatchPlanned', data: { runId: 'r', batch: 0, documents: [{ invoiceId: 'i', payerId: 'p', periods: [] }], drafts: [], upTo: '["p","s"]' } };
  const done = { type: 'InvoiceBatchIssued' as const, data: { runId: 'r', batch: 0, issued: 1, nothing: 0, notDrafted: [] } };
  const plan = { type: 'PlanBatch' as const, batch: 0, documents: planned.data.documents, drafts: [], upTo: '["p","s"]' };
  const finish = { type: 'FinishBatch' as const, batch: 0, counts: { issued: 1, nothing: 0, notDrafted: [] } };
  it('is asked for once', () => given().when({ type: 'Request', data: requested.data }).thenEvents(requested));
  it('is not another run under the same id', () => given(requested).when({ type: 'Request', data: { ...requested.data, issuedOn: '2025-02-04' } }).thenRejected('RUN_EXISTS'));
  it('plans a batch once', () => given(requested).when(plan).thenEvents(planned));
  it('plans no other batch before one is done', () => given(requested, planned).when({ ...plan, batch: 1 }).thenNothing());
  it('counts a batch once', () => given(requested, planned).when(finish).thenEvents(done));
  it('does not complete with a batch in hand', () => given(requested, planned).when({ type: 'Complete' }).thenNothing());
  it('completes with what it issued', () => given(requested, planned, done).when({ type: 'Complete' }).thenEvents({ type: 'InvoiceRunCompleted', data: { runId: 'r', issued: 1, notDrafted: 0 } }));
  it('plans nothing while it is paused, and finishes what it has in hand', () => {
    const paused = { type: 'InvoiceRunPaused' as const, data: { runId: 'r', by: 'spec' } };
    given(requested).when({ type: 'Pause', by: 'spec' }).thenEvents(paused);
    given(requested, paused).when(plan).thenNothing();
    given(requested, planned, paused).when(finish).thenEvents(done);
    given(requested, paused).when({ type: 'Resume', by: 'spec' }).thenEvents({ type: 'InvoiceRunResumed', data: { runId: 'r', by: 'spec' } });
  });
  it('stays cancelled', () => {
    const cancelled = { type: 'InvoiceRunCancelled' as const, data: { runId: 'r', by: 'spec' } };
    given(requested).when({ type: 'Cancel', by: 'spec' }).thenEvents(cancelled);
    given(requested, cancelled).when(plan).thenNothing();
    given(requested, cancelled).when({ type: 'Resume', by: 'spec' }).thenRejected('RUN_ENDED');
  });
  it('is not there before it is asked for', () => given().when({ type: 'Pause', by: 'spec' }).thenRejected('RUN_NOT_FOUND'));
});

describe('A number', () => {
  it('is the year and its place in the year\'s stream, in at least five digits', () => {
    expect([numberAt('2025-02-03', 0), numberAt('2025-02-03', 99_998), numberAt('2026-01-01', 99_999)]).toEqual(['2025-00001', '2025-99999', '2026-100000']);
    expect(seriesStream('main', '2025-12-31')).toBe('invoiceseries-main.2025');
  });
});
