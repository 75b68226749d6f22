import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '#kernel';
import { billedPeriod, type BilledPeriodEvent } from './billed-period.js';
import type { InvoiceEvent } from './events.js';
import { invoice } from './invoice.js';
import { invoiceRun, type InvoiceRunEvent } from './invoice-run.js';

const FOLDER = join(import.meta.dirname, 'museum');
type Piece = Readonly<{ type: string; data: unknown }>;
const pieces = readdirSync(FOLDER).map((file) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Piece);
const piece = (type: string) => pieces.find((one) => one.type === type)!;
const of = <E>(...types: string[]) => types.map(piece) as unknown as E[];

describe('Events as they were first written', () => {
  it('are understood by the document\'s decider', () => {
    const state = fold(invoice, of<InvoiceEvent>('InvoiceDrafted', 'InvoiceApproved', 'InvoiceIssued', 'InvoiceSent', 'InvoicePaymentRegistered', 'InvoiceDebited', 'InvoiceCredited'));
    expect(state).toMatchObject({ status: 'credited', number: '2025-00009', channels: ['post'], debits: [{ number: '2025-00010' }], dueOn: '2025-02-23' });
    expect(fold(invoice, of<InvoiceEvent>('InvoiceDrafted', 'InvoiceCancelled'))).toMatchObject({ status: 'cancelled', cancelReason: 'Wrong payer' });
    expect(fold(invoice, of<InvoiceEvent>('InvoiceDrafted', 'InvoiceOverdue')).status).toBe('overdue');
  });
  it('are understood by the claims', () => {
    expect([...fold(billedPeriod, of<BilledPeriodEvent>('PartsClaimed')).holds.keys()]).toEqual([0]);
    expect(fold(billedPeriod, of<BilledPeriodEvent>('PartsClaimed', 'PartsReleased')).holds.size).toBe(0);
  });
  it('are understood by the run', () => {
    expect(fold(invoiceRun, of<InvoiceRunEvent>('InvoiceRunRequested', 'InvoiceBatchPlanned', 'InvoiceBatchIssued', 'InvoiceRunPaused', 'InvoiceRunResumed', 'InvoiceRunCompleted'))).toMatchObject({ status: 'completed', issued: 1, notDrafted: 1, batches: 1 });
    expect(fold(invoiceRun, of<InvoiceRunEvent>('InvoiceRunRequested', 'InvoiceRunCancelled')).status).toBe('cancelled');
  });
});
