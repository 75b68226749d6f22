import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calendarOf } from '#energy';
import { type EventStore, handle, Rejected } from '#kernel';
import { changeInvoice, creditInvoice } from './commands/change-invoice.js';
import { driveRun } from './commands/drive-run.js';
import { issueDocument } from './commands/issue-documents.js';
import { NumberSeries } from './commands/number-series.js';
import { requestRun } from './commands/request-run.js';
import { invoiceStream } from './domain/events.js';
import { invoice } from './domain/invoice.js';
import { type RunScope } from './domain/invoice-run.js';
import { dkkOf, oereOf } from './domain/money.js';
import type { InvoiceNumberAssigned } from './domain/series.js';
import { GM11_LATER, GM2, takenBack } from './domain/testing.js';
import { noteOverdue } from './processes/note-overdue.js';
import { invoiceAsKnown } from './views/invoice-versions.js';
import { findInvoice, type InvoiceHead, listInvoices, notesOf } from './views/invoice-list.js';
import { billedTotals } from './views/lines.js';
import { runStand } from './views/runs.js';
import { BillingForSpecs, correctedEvent, type PeriodFacts, portfolioWithout, reversedEvent, settle, settledEvent, settleMany } from './testing.js';

let billing: BillingForSpecs;
beforeAll(async () => {
  billing = await BillingForSpecs.open();
  await billing.startViews();
  await billing.startProcesses();
}, 60_000);
afterAll(async () => { await billing.close(); });

let points = 0;
const gsrn = (): string => String(571313900000000000n + BigInt(++points));
const gm2 = (of: string, more: Partial<PeriodFacts> = {}): PeriodFacts => ({ gsrn: of, from: '2025-01-16', amounts: GM2, vat: '81.87', ...more });
let runs = 0;
const runFor = (scope: RunScope, commandId = `run-${++runs}`) =>
  requestRun(billing.store, { period: { from: '2025-01-01', to: '2025-02-01' }, series: 'main', issuedOn: '2025-02-03', scope, requestedBy: 'spec' }, { commandId, actor: 'spec' });
const run = async (scope: RunScope): Promise<string> => {
  const { runId } = await runFor(scope);
  await billing.quiet();
  return runId;
};
const documentsOf = async (of: string): Promise<readonly InvoiceHead[]> => (await listInvoices(billing.pool, { gsrn: of }, { sort: 'oldest', limit: 100 })).invoices;
const sumOf = (documents: readonly Pick<InvoiceHead, 'totalDkk'>[]): string => dkkOf(documents.reduce((sum, { totalDkk }) => sum + oereOf(totalDkk), 0n));
const live = (documents: readonly InvoiceHead[]) => documents.filter(({ status }) => status !== 'cancelled');

describe('A run of issuing', () => {
  it('makes one invoice a payer, with number and due date', async () => {
    const [a, b, c] = [gsrn(), gsrn(), gsrn()];
    await settle(billing.store, settledEvent(gm2(a, { payer: 'housing association' })), settledEvent(gm2(b, { payer: 'housing association' })), settledEvent(gm2(c)));
    await billing.quiet();
    const runId = await run({ gsrns: [a, b, c] });
    const [documents] = [await documentsOf(a)];
    expect(documents).toMatchObject([{ kind: 'invoice', status: 'issued', totalDkk: '818.72', issuedOn: '2025-02-03', dueOn: '2025-02-23', gsrns: [a, b], runId }]);
    expect(await documentsOf(b)).toEqual(documents);
    expect(await documentsOf(c)).toMatchObject([{ totalDkk: '409.36' }]);
    expect(await runStand(billing.pool, runId)).toMatchObject({ status: 'completed', issued: 2, notDrafted: [] });
  }, 30_000);

  it('invoices nothing twice when it is run again, and when two run at once', async () => {
    const all = Array.from({ length: 60 }, gsrn);
    await settleMany(billing.store, all.map((of) => gm2(of)));
    await billing.quiet();
    await Promise.all([runFor({ gsrns: all }), runFor({ gsrns: all })].map(async (asked) => {
      const { runId } = await asked; // besides the process that does runs: two more that do the same
      await driveRun({ ...billing.parts, numbers: new NumberSeries(billing.store), batchSize: 7 }, runId);
    }));
    await billing.quiet();
    await run({ gsrns: all });
    for (const of of all) expect(await documentsOf(of)).toHaveLength(1);
  }, 60_000);

  it('says of whom it knows no contract, and invoices the others', async () => {
    const [known, unknown] = [gsrn(), gsrn()];
    await settle(billing.store, settledEvent(gm2(known)), settledEvent(gm2(unknown)));
    await billing.quiet();
    const { runId } = await requestRun(billing.store, { period: { from: '2025-01-01', to: '2025-02-01' }, series: 'main', issuedOn: '2025-02-03', scope: { gsrns: [known] }, requestedBy: 'spec' }, { commandId: 'no-contract' });
    await billing.quiet();
    expect(await runStand(billing.pool, runId)).toMatchObject({ issued: 1 });
    const other = await BillingForSpecs.open();
    try {
      await other.startViews();
      await settle(other.store, settledEvent(gm2(known)), settledEvent(gm2(unknown)));
      await other.quiet();
      const asked = await requestRun(other.store, { period: { from: '2025-01-01', to: '2025-02-01' }, series: 'main', issuedOn: '2025-02-03', scope: { all: true }, requestedBy: 'spec' }, { commandId: 'no-contract' });
      await driveRun({ ...other.parts, portfolio: portfolioWithout(new Set([unknown])) }, asked.runId);
      await other.quiet();
      expect(await runStand(other.pool, asked.runId)).toMatchObject({ issued: 1, notDrafted: [{ code: 'CONTRACT_NOT_FOUND', gsrns: [unknown] }] });
    } finally {
      await other.close();
    }
  }, 60_000);

  it('has exactly one result wherever it is cut off, however often', async () => {
    for (let cut = 1; cut <= 14; cut++) {
      const all = Array.from({ length: 9 }, gsrn);
      await settleMany(billing.store, all.map((of, at) => gm2(of, { payer: `payer-${cut}-${at % 4}` })));
      await billing.quiet();
      const { runId } = await requestRun(billing.store, { period: { from: '2025-01-01', to: '2025-02-01' }, series: `cut${cut}`, issuedOn: '2025-02-03', scope: { gsrns: all }, requestedBy: 'spec' }, { commandId: `cut-${cut}` });
      const died = await driveRun({ ...billing.parts, store: dyingAfter(billing.store, cut), numbers: new NumberSeries(dyingAfter(billing.store, cut)), batchSize: 4 }, runId).then(() => false, (error: Error) => {
        if (error.message !== 'the process died') throw error;
        return true;
      });
      await driveRun({ ...billing.parts, numbers: new NumberSeries(billing.store), batchSize: 4 }, runId);
      await billing.quiet();
      const { invoices } = await listInvoices(billing.pool, { run: runId }, { sort: 'number', limit: 100 });
      expect({ cut, numbers: invoices.map(({ number }) => number) }).toEqual({ cut, numbers: ['2025-00001', '2025-00002', '2025-00003', '2025-00004'] });
      expect(sumOf(invoices)).toBe(dkkOf(40_936n * 9n));
      expect(died || cut > 8).toBe(true);
    }
  }, 120_000);
});

/** The store of a process that dies before its n-th append. */
const dyingAfter = (store: EventStore, appends: number): EventStore => {
  let left = appends;
  const alive = <T>(work: () => Promise<T>): Promise<T> => (left-- > 0 ? work() : Promise.reject(new Error('the process died')));
  return Object.assign(Object.create(store) as EventStore, {
    append: (append: Parameters<EventStore['append']>[0]) => alive(() => store.append(append)), appendBatch: (batch: Parameters<EventStore['appendBatch']>[0]) => alive(() => store.appendBatch(batch)),
    readStream: store.readStream.bind(store),
  });
};

describe('A correction after the invoice', () => {
  it('becomes a note of its own, belongs to the history of its invoice, and all add up to the latest settlement', async () => {
    const of = gsrn();
    await settle(billing.store, settledEvent(gm2(of)));
    await billing.quiet();
    await run({ gsrns: [of] });
    await settle(billing.store, correctedEvent(gm2(of, { amounts: { energy: '-10.00' }, vat: '-2.50' }), 1));
    await billing.quiet();
    await settle(billing.store, correctedEvent(gm2(of, { amounts: { energy: '0.49', grid_tariff: '0.24' }, vat: '0.18' }), 2));
    await billing.quiet();
    const [original, credit, debit] = await documentsOf(of);
    expect([original, credit, debit].map((document) => [document!.kind, document!.status, document!.totalDkk])).toEqual([['invoice', 'issued', '409.36'], ['creditNote', 'draft', '-12.50'], ['debitNote', 'draft', '0.91']]);
    expect(credit!.corrects).toEqual({ invoiceId: original!.invoiceId, number: original!.number });
    await run({ gsrns: [of] }); // issues the drafts that are there
    const after = await documentsOf(of);
    expect(after.map(({ status }) => status)).toEqual(['issued', 'issued', 'issued']);
    expect(sumOf(after)).toBe('397.77');
    expect((await invoiceAsKnown(billing.pool, original!.invoiceId))!.history.map(({ event }) => event.type).sort()).toEqual(['InvoiceApproved', 'InvoiceCredited', 'InvoiceDebited', 'InvoiceDrafted', 'InvoiceIssued']);
    expect(after[1]!.number! < after[2]!.number!).toBe(true);
    expect(await findInvoice(billing.pool, original!.number!, 'main')).toMatchObject({ creditedDkk: '-12.50', outstandingDkk: '396.86' });
    expect(await notesOf(billing.pool, original!.invoiceId)).toHaveLength(2);
  }, 60_000);

  it('is part of the invoice when it came before it', async () => {
    const of = gsrn();
    await settle(billing.store, settledEvent(gm2(of)), correctedEvent(gm2(of, { amounts: { energy: '-10.00' }, vat: '-2.50' }), 1));
    await billing.quiet();
    await run({ gsrns: [of] });
    expect(await documentsOf(of)).toMatchObject([{ kind: 'invoice', totalDkk: '396.86' }]);
  }, 30_000);

  it('GM11: supply that began three days later is credited with 409.36 and invoiced with 332.60', async () => {
    const of = gsrn();
    await settle(billing.store, settledEvent(gm2(of)));
    await billing.quiet();
    await run({ gsrns: [of] });
    await settle(billing.store, reversedEvent(gm2(of, { amounts: takenBack(GM2), vat: '-81.87' }), 1), settledEvent(gm2(of, { from: '2025-01-19', amounts: GM11_LATER, vat: '66.52' })));
    await billing.quiet();
    await run({ gsrns: [of] });
    const documents = await documentsOf(of);
    expect(documents.map(({ kind, status, totalDkk }) => [kind, status, totalDkk]).sort()).toEqual([['creditNote', 'issued', '-409.36'], ['invoice', 'credited', '409.36'], ['invoice', 'issued', '332.60']]);
    expect(sumOf(documents)).toBe('332.60');
  }, 30_000);

  it('of a period that was settled anew before anything was billed puts each settlement on a document of its own, once', async () => {
    const of = gsrn();
    await settle(billing.store, settledEvent(gm2(of)), reversedEvent(gm2(of, { amounts: { energy: '-9.49' }, vat: '0.13' }), 1), settledEvent(gm2(of)));
    await billing.quiet();
    await run({ gsrns: [of] });
    expect((await documentsOf(of)).map(({ totalDkk }) => totalDkk).sort()).toEqual(['400.00', '409.36']);
  }, 30_000);

  it('of a period that was settled and reversed before anything was billed makes no document', async () => {
    const of = gsrn();
    await settle(billing.store, settledEvent(gm2(of)), reversedEvent(gm2(of, { amounts: takenBack(GM2), vat: '-81.87' }), 1));
    await billing.quiet();
    const runId = await run({ gsrns: [of] });
    expect(await documentsOf(of)).toEqual([]);
    expect(await runStand(billing.pool, runId)).toMatchObject({ status: 'completed', issued: 0, nothing: 1 });
  }, 30_000);
});

describe('One document', () => {
  const issued = async (): Promise<InvoiceHead> => {
    const of = gsrn();
    await settle(billing.store, settledEvent(gm2(of)));
    await billing.quiet();
    await run({ gsrns: [of] });
    return (await documentsOf(of))[0]!;
  };

  it('that was taken back is credited, and its period comes on the next invoice', async () => {
    const original = await issued();
    const credit = { invoiceId: original.invoiceId, issuedOn: '2025-02-10', approvedBy: 'spec', context: { commandId: 'credit-1' } };
    const notes = await Promise.all([creditInvoice(billing.parts, credit), creditInvoice(billing.parts, { ...credit, context: { commandId: 'credit-2' } })]);
    expect(notes[0]!.number).toBe(notes[1]!.number);
    await billing.quiet();
    await run({ gsrns: original.gsrns });
    const documents = await documentsOf(original.gsrns[0]!);
    expect(documents.map(({ kind, status, totalDkk }) => [kind, status, totalDkk])).toEqual([['invoice', 'credited', '409.36'], ['creditNote', 'issued', '-409.36'], ['invoice', 'issued', '409.36']]);
  }, 30_000);

  it('that was cancelled as a draft lets go of what it held: a cancelled note waits for the next correction', async () => {
    const original = await issued();
    const [of] = original.gsrns;
    await settle(billing.store, correctedEvent(gm2(of!, { amounts: { energy: '-10.00' }, vat: '-2.50' }), 1));
    await billing.quiet();
    const draft = (await documentsOf(of!))[1]!;
    await changeInvoice(billing.store, draft.invoiceId, { type: 'Cancel', reason: 'wait' }, { commandId: 'cancel-1' });
    await billing.quiet();
    await settle(billing.store, correctedEvent(gm2(of!, { amounts: { energy: '4.00' }, vat: '1.00' }), 2));
    await billing.quiet();
    const documents = live(await documentsOf(of!));
    expect(documents.map(({ totalDkk }) => totalDkk)).toEqual(['409.36', '-7.50']);
  }, 30_000);

  it('is issued by itself when nobody finished it: approved without a number, and with a number that was taken', async () => {
    for (const numbered of [false, true]) {
      const original = await issued();
      const [of] = original.gsrns;
      await settle(billing.store, correctedEvent(gm2(of!, { amounts: { energy: '-10.00' }, vat: '-2.50' }), 1));
      await billing.quiet();
      const { invoiceId } = (await documentsOf(of!))[1]!;
      const afterRevision = await billing.numbers.reached('main', '2025-02-10');
      const approve = { type: 'Approve' as const, issuedOn: '2025-02-10', afterRevision, approvedBy: 'spec', corrects: { invoiceId: original.invoiceId, number: original.number! } };
      const taken = numbered ? (await new NumberSeries(billing.store).numbersFor([{ invoiceId, series: 'main', issuedOn: '2025-02-10', afterRevision }]))[0] : undefined;
      await handle(billing.store, invoice, { stream: invoiceStream(invoiceId), command: approve, context: { commandId: `approve-${numbered}` } });
      await billing.quiet();
      const after = (await documentsOf(of!))[1]!;
      expect(after.status).toBe('issued');
      if (taken !== undefined) expect(after.number).toBe(taken);
    }
  }, 60_000);

  it('becomes overdue by the local day of the clock, and is paid off', async () => {
    const { invoiceId } = await issued();
    const parts = { store: billing.store, pool: billing.pool, calendar: calendarOf('Europe/Copenhagen') };
    await noteOverdue({ ...parts, clock: { now: () => '2025-02-23T22:59:59.000Z' } });
    await billing.quiet();
    expect(await findInvoice(billing.pool, invoiceId, 'main')).toMatchObject({ status: 'issued' });
    const dayAfter = { ...parts, clock: { now: () => '2025-02-23T23:00:00.000Z' } };
    expect(await noteOverdue(dayAfter, AbortSignal.abort())).toBe(0); // whoever ends the process does not wait for thousands
    await noteOverdue(dayAfter);
    await billing.quiet();
    expect(await findInvoice(billing.pool, invoiceId, 'main')).toMatchObject({ status: 'overdue' });
    await changeInvoice(billing.store, invoiceId, { type: 'RegisterPayment', amountDkk: '409.36', paidOn: '2025-02-25', reference: 'b' }, { commandId: 'pay-off' });
    await billing.quiet();
    expect(await findInvoice(billing.pool, invoiceId, 'main')).toMatchObject({ status: 'paid', outstandingDkk: '0.00' });
  }, 30_000);

  it('can be had as it was known at any time', async () => {
    const original = await issued();
    const before = (await invoiceAsKnown(billing.pool, original.invoiceId))!.history.at(-1)!.heard;
    await changeInvoice(billing.store, original.invoiceId, { type: 'Send', channel: 'post' }, { commandId: 'send-1' });
    await billing.quiet();
    expect((await invoiceAsKnown(billing.pool, original.invoiceId))!.state.status).toBe('sent');
    for (const asOf of [{ knownAt: before.knownAt }, { position: before.position }]) expect((await invoiceAsKnown(billing.pool, original.invoiceId, asOf))!.state.status).toBe('issued');
    expect(await invoiceAsKnown(billing.pool, original.invoiceId, { knownAt: '2000-01-01T00:00:00Z' })).toBeUndefined();
  }, 30_000);

  it('is refused with a code when it is not there', async () => {
    await expect(issueDocument(billing.parts, { invoiceId: 'none', issuedOn: '2025-02-03', approvedBy: 'spec', context: { commandId: 'x' } })).rejects.toMatchObject({ name: 'Rejected', code: 'INVOICE_NOT_FOUND' } satisfies Partial<Rejected>);
  });
});

describe('Numbers on a real store', () => {
  it('run from 1 without gap and double with 64 issuers at once, each document issued', async () => {
    const all = Array.from({ length: 192 }, gsrn);
    await settleMany(billing.store, all.map((of) => gm2(of)));
    await billing.quiet();
    const processes = Array.from({ length: 8 }, () => new NumberSeries(billing.store));
    await Promise.all(Array.from({ length: 64 }, async (_, at) => {
      const { runId } = await requestRun(billing.store, { period: { from: '2025-01-01', to: '2025-02-01' }, series: 'race', issuedOn: '2025-02-03', scope: { gsrns: all.slice(at * 3, at * 3 + 3) }, requestedBy: 'spec' }, { commandId: `race-${at}` });
      await driveRun({ ...billing.parts, numbers: processes[at % 8]! }, runId);
    }));
    await billing.quiet();
    const numbers: string[] = [];
    for await (const { data } of billing.store.readStream<InvoiceNumberAssigned>('invoiceseries-race.2025')) numbers.push(data.number);
    expect(numbers).toEqual(Array.from({ length: 192 }, (_, at) => `2025-${String(at + 1).padStart(5, '0')}`));
    const { invoices } = await listInvoices(billing.pool, { series: 'race', status: 'issued' }, { sort: 'number', limit: 1_000 });
    expect(invoices.map(({ number }) => number)).toEqual(numbers);
  }, 120_000);
});

describe('Lists and totals', () => {
  it('come page by page in every order, without a document lost or doubled', async () => {
    const all = (await listInvoices(billing.pool, {}, { sort: 'oldest', limit: 10_000 })).invoices.map(({ invoiceId }) => invoiceId);
    for (const sort of ['newest', 'oldest', 'dueOn', 'number', '-number'] as const) {
      const seen: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await listInvoices(billing.pool, {}, { sort, limit: 70, ...(cursor !== undefined && { cursor }) });
        seen.push(...page.invoices.map(({ invoiceId }) => invoiceId));
        if (page.next === undefined) break;
        cursor = page.next;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect([...seen].sort()).toEqual([...all].sort());
    }
  });
  it('add up to the documents', async () => {
    const { invoices } = await listInvoices(billing.pool, {}, { sort: 'oldest', limit: 10_000 });
    const issuedOnes = invoices.filter(({ number }) => number !== null);
    const [total] = await billedTotals(billing.pool, { by: [] });
    expect(dkkOf(oereOf(total!.amountDkk) + oereOf(total!.vatDkk!))).toBe(sumOf(issuedOnes));
    const byArea = await billedTotals(billing.pool, { by: ['month', 'priceArea', 'product', 'owner'] });
    expect(dkkOf(byArea.reduce((sum, { amountDkk }) => sum + oereOf(amountDkk), 0n))).toBe(total!.amountDkk);
  });
});
