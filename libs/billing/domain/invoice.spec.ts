import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, Rejected } from '#kernel';
import { spec } from '#kernel/testing';
import { invoiceOf, noteOf, sectionOf } from './document.js';
import type { InvoiceApproved, InvoiceDrafted, InvoiceIssued, InvoiceEvent } from './events.js';
import { invoice, type InvoiceCommand, outstandingOere } from './invoice.js';
import { GM2, partWith } from './testing.js';

const given = spec(invoice);
const data = invoiceOf({ invoiceId: 'i-1', payerId: 'payer-1', series: 'main', paymentDays: 20 }, [sectionOf([partWith(GM2, '81.87')])]);
const drafted: InvoiceDrafted = { type: 'InvoiceDrafted', data };
const approved: InvoiceApproved = { type: 'InvoiceApproved', data: { invoiceId: 'i-1', series: 'main', issuedOn: '2025-02-03', dueOn: '2025-02-23', afterRevision: 4, approvedBy: 'spec' } };
const issued: InvoiceIssued = { type: 'InvoiceIssued', data: { invoiceId: 'i-1', kind: 'invoice', series: 'main', number: '2025-00007', issuedOn: '2025-02-03', dueOn: '2025-02-23', totalDkk: '409.36' } };
const approve: InvoiceCommand = { type: 'Approve', issuedOn: '2025-02-03', afterRevision: 4, approvedBy: 'spec' };
const pay = (amountDkk: string, reference = 'bank-1'): InvoiceCommand => ({ type: 'RegisterPayment', amountDkk, paidOn: '2025-02-20', reference });
const paid = (amountDkk: string, reference = 'bank-1'): InvoiceEvent => ({ type: 'InvoicePaymentRegistered', data: { invoiceId: 'i-1', amountDkk, paidOn: '2025-02-20', reference } });
const creditOf = (totalDkk: string, noteId = 'n-1'): InvoiceCommand => ({ type: 'NoteIssuedFor', kind: 'creditNote', noteId, number: '2025-00009', totalDkk });
const overdue: InvoiceEvent = { type: 'InvoiceOverdue', data: { invoiceId: 'i-1', dueOn: '2025-02-23', notedOn: '2025-02-24' } };
const statusAfter = (...events: InvoiceEvent[]) => fold(invoice, events).status;

describe('An invoice', () => {
  it('is drafted once', () => given().when({ type: 'Draft', data }).thenEvents(drafted));
  it('stays as it was drafted, whatever is drafted under its id later', () => given(drafted).when({ type: 'Draft', data: { ...data, totalDkk: '1.00' } }).thenNothing());
  it('is due so many days after its issue as the contract says', () => given(drafted).when(approve).thenEvents(approved));
  it('is drafted and approved in one decision', () => given().when({ type: 'DraftAndApprove', data, issuedOn: '2025-02-03', afterRevision: 4, approvedBy: 'spec' }).thenEvents(drafted, approved));
  it('is issued with the number that was taken for it', () => given(drafted, approved).when({ type: 'Issue', number: '2025-00007' }).thenEvents(issued));
  it('never has another number', () => given(drafted, approved, issued).when({ type: 'Issue', number: '2025-00008' }).thenRejected('INVOICE_NOT_APPROVED'));
  it('has no number before it is approved', () => given(drafted).when({ type: 'Issue', number: '2025-00007' }).thenRejected('INVOICE_NOT_APPROVED'));
  it('is cancelled as long as it is a draft', () => given(drafted).when({ type: 'Cancel', reason: 'wrong payer' }).thenEvents({ type: 'InvoiceCancelled', data: { invoiceId: 'i-1', reason: 'wrong payer' } }));
  it('is not cancelled once a number may have been taken for it', () => given(drafted, approved).when({ type: 'Cancel', reason: 'wrong payer' }).thenRejected('INVOICE_NOT_A_DRAFT'));
  it('is not issued once it is cancelled', () => given(drafted, { type: 'InvoiceCancelled', data: { invoiceId: 'i-1', reason: 'x' } }).when(approve).thenRejected('INVOICE_CANCELLED'));
  it('is sent once by each channel', () => given(drafted, approved, issued).when({ type: 'Send', channel: 'post' }).thenEvents({ type: 'InvoiceSent', data: { invoiceId: 'i-1', channel: 'post' } }));
  it('is not sent as a draft', () => given(drafted).when({ type: 'Send', channel: 'post' }).thenRejected('INVOICE_NOT_ISSUED'));
  it('does not exist before it is drafted', () => given().when({ type: 'Send', channel: 'post' }).thenRejected('INVOICE_NOT_FOUND'));
});

describe('A payment', () => {
  it('counts once by its reference', () => {
    given(drafted, approved, issued).when(pay('100.00')).thenEvents(paid('100.00'));
    given(drafted, approved, issued, paid('100.00')).when(pay('100.00')).thenNothing();
  });
  it('is refused when its reference came with other figures', () => given(drafted, approved, issued, paid('100.00')).when(pay('101.00')).thenRejected('PAYMENT_REFERENCE_USED'));
  it('is refused when it is more than is owed', () => given(drafted, approved, issued, paid('400.00')).when(pay('9.37', 'bank-2')).thenRejected('PAYMENT_EXCEEDS_OUTSTANDING', { invoiceId: 'i-1', amountDkk: '9.37', outstandingDkk: '9.36' }));
  it('is refused when it is nothing or less', () => given(drafted, approved, issued).when(pay('-1.00')).thenRejected('PAYMENT_AMOUNT_INVALID'));
  it('makes the invoice partly paid, then paid', () => {
    expect(statusAfter(drafted, approved, issued, paid('400.00'))).toBe('partlyPaid');
    expect(statusAfter(drafted, approved, issued, paid('400.00'), paid('9.36', 'bank-2'))).toBe('paid');
  });
  it('leaves an overdue invoice overdue until all of it is paid', () => {
    expect(statusAfter(drafted, approved, issued, overdue, paid('400.00'))).toBe('overdue');
    expect(statusAfter(drafted, approved, issued, overdue, paid('409.36'))).toBe('paid');
  });
});

describe('An invoice becomes overdue', () => {
  it('on the day after its last day', () => {
    given(drafted, approved, issued).when({ type: 'NoteOverdue', today: '2025-02-23' }).thenNothing();
    given(drafted, approved, issued).when({ type: 'NoteOverdue', today: '2025-02-24' }).thenEvents(overdue);
  });
  it('not when it is paid', () => given(drafted, approved, issued, paid('409.36')).when({ type: 'NoteOverdue', today: '2025-03-01' }).thenNothing());
});

describe('A credit note', () => {
  const note = noteOf({ invoiceId: 'n-1', payerId: 'payer-1', series: 'main', paymentDays: 20 }, sectionOf([partWith({ energy: '-10.00' }, '-2.50', { what: 'corrected', revision: 1, number: 1 })]), { invoiceId: 'i-1' });
  it('holds the id of the invoice it corrects (the first system lost it)', () => expect(note).toMatchObject({ kind: 'creditNote', corrects: { invoiceId: 'i-1' }, totalDkk: '-12.50' }));
  it('is not issued before its invoice', () => given({ type: 'InvoiceDrafted', data: note }).when(approve).thenRejected('ORIGINAL_NOT_ISSUED', { invoiceId: 'n-1', originalId: 'i-1' }));
  it('holds the number of its invoice once it is issued', () => {
    const corrects = { invoiceId: 'i-1', number: '2025-00007' };
    expect(invoice.decide({ ...approve, corrects } as InvoiceCommand, fold(invoice, [{ type: 'InvoiceDrafted', data: note }]))).toMatchObject([{ data: { corrects } }]);
  });
  it('is written into the history of its invoice once, and lowers what is owed', () => {
    given(drafted, approved, issued).when(creditOf('-12.50')).thenEvents({ type: 'InvoiceCredited', data: { invoiceId: 'i-1', noteId: 'n-1', number: '2025-00009', totalDkk: '-12.50' } });
    const credited: InvoiceEvent = { type: 'InvoiceCredited', data: { invoiceId: 'i-1', noteId: 'n-1', number: '2025-00009', totalDkk: '-12.50' } };
    expect(outstandingOere(fold(invoice, [drafted, approved, issued, credited]))).toBe(39_686n);
    given(drafted, approved, issued, credited).when(pay('396.87')).thenRejected('PAYMENT_EXCEEDS_OUTSTANDING');
  });
  it('makes its invoice credited when all of it is taken back', () => {
    expect(statusAfter(drafted, approved, issued, { type: 'InvoiceCredited', data: { invoiceId: 'i-1', noteId: 'n-1', number: '2025-00009', totalDkk: '-409.36' } })).toBe('credited');
  });
  it('is never owed', () => expect(outstandingOere(fold(invoice, [{ type: 'InvoiceDrafted', data: note }]))).toBe(0n));
});

describe('Whatever is asked of a document', () => {
  const command = fc.oneof<fc.Arbitrary<InvoiceCommand>[]>(
    fc.constant({ type: 'Draft', data }), fc.constant(approve), fc.constantFrom<InvoiceCommand>({ type: 'Issue', number: '2025-00001' }, { type: 'Issue', number: '2025-00002' }),
    fc.constant({ type: 'Cancel', reason: 'x' }), fc.constant({ type: 'Send', channel: 'post' }), fc.constantFrom(creditOf('-9.36', 'n-1'), creditOf('-400.00', 'n-2')),
    fc.tuple(fc.integer({ min: 1, max: 45_000 }), fc.constantFrom('a', 'b', 'c')).map(([oere, reference]) => pay(`${Math.floor(oere / 100)}.${String(oere % 100).padStart(2, '0')}`, reference)),
    fc.constantFrom<InvoiceCommand>({ type: 'NoteOverdue', today: '2025-02-23' }, { type: 'NoteOverdue', today: '2025-03-01' }));
  it('doing it twice is doing it once, it is never cancelled with a number, never paid beyond its total, and has one number', () => {
    fc.assert(fc.property(fc.array(command, { maxLength: 20 }), (commands) => {
      const events: InvoiceEvent[] = [];
      for (const one of commands) {
        try {
          events.push(...invoice.decide(one, fold(invoice, events)));
          expect(invoice.decide(one, fold(invoice, events))).toEqual([]);
        } catch (error) {
          if (!(error instanceof Rejected)) throw error;
        }
      }
      const types = events.map(({ type }) => type);
      expect(types.filter((type) => type === 'InvoiceIssued').length).toBeLessThanOrEqual(1);
      expect(types.includes('InvoiceApproved') && types.includes('InvoiceCancelled')).toBe(false);
      const paidOere = fold(invoice, events).payments.reduce((sum, { amountDkk }) => sum + BigInt(amountDkk.replace('.', '')), 0n);
      expect(paidOere <= 40_936n).toBe(true);
    }));
  });
});
