import { describe, expect, it } from '@jest/globals';
import type { ExplainedDocument, InvoiceAndNotes } from '#billing';
import { explainedLines } from './explain-invoice.js';
import { invoiceText } from './invoice-text.js';
import { runText } from './issue-invoices.js';
import { type IssueOptions, readIssueOptions } from './issue-options.js';

const heard = { stream: 'invoice-i', revision: 0, position: '1', knownAt: '2025-02-03T08:00:00.000001Z' };
const line = { id: 'charge/5790000432752/tariff/40000', name: 'A tariff with a name that is much longer than anybody would want on an invoice', unit: 'kWh' as const, quantity: '211.200', unitPriceDkk: '0.123456', amountDkk: '1234567.89' };
const section = { gsrn: '571313900000000016', from: '2025-01-16', to: '2025-02-01', customerId: 'c', priceArea: 'DK1', settlementId: 's', parts: [], lines: [line], vat: [{ rate: '0.25', baseDkk: '1.00', vatDkk: '0.25' }], subtotalDkk: '1.00', vatDkk: '0.25', totalDkk: '1.25' };
const document = (kind: 'invoice' | 'creditNote', number?: string): InvoiceAndNotes['invoice'] => {
  const draft = { invoiceId: 'i', kind, payerId: 'payer-1', customerIds: ['c'], period: { from: '2025-01-16', to: '2025-02-01' }, series: 'main', sections: [section], vat: section.vat, paymentDays: 20, subtotalDkk: '1.00', vatDkk: '0.25', totalDkk: '1.25' };
  const state = { status: number ? 'issued' : 'draft', invoiceId: 'i', kind, payerId: 'payer-1', totalDkk: '1.25', paymentDays: 20, series: 'main', issuedOn: '2025-02-03', dueOn: '2025-02-23', ...(number && { number }), channels: [], payments: [{ reference: 'bank-1', amountDkk: '1.00', paidOn: '2025-02-20' }], credits: [], debits: [] } as const;
  return { draft, state, history: [{ event: { type: 'InvoiceDrafted', data: draft }, actor: 'a back office with a very, very long name that goes on for ever and ever and does not end here', heard }] };
};

describe('An invoice on the command line', () => {
  const text = invoiceText({ invoice: document('invoice', '2025-00042'), notes: [document('creditNote')], knownAt: heard.knownAt });
  it('shows lines, VAT, total, what was paid, history and its notes', () => {
    for (const shown of [/^Invoice 2025-00042 +issued$/m, /1234567\.89$/m, /^VAT 0\.25 of 1\.00 +0\.25$/m, /^Total DKK +1\.25$/m, /^Paid 2025-02-20 bank-1 +-1\.00$/m, /drafted: 1\.25/, /^Credit note \(draft\) +draft$/m, /As known at 2025-02-03T08:00:00\.000001Z/]) expect(text).toMatch(shown);
  });
  it('fits 100 columns, and never cuts an amount', () => { for (const one of text.split('\n')) expect(one.length).toBeLessThanOrEqual(100); });
  it('is explained by the settlements it comes from, in 100 columns, and says when something does not match', () => {
    const explained: ExplainedDocument = { invoiceId: 'i', number: '2025-00042', kind: 'invoice', totalDkk: '1.25', matches: false, sections: [{ ...section, addsUp: false, parts: [
      { stream: 's', revision: 1, settlementId: 's', number: 1, what: 'corrected', lines: [{ id: line.id, amountDkk: '-10.00', settledDkk: '189.49', saidBeforeDkk: '199.49' }], settlement: null }] }] };
    const lines = explainedLines('Invoice 2025-00042', explained, 'parts');
    for (const one of lines) expect(one.length).toBeLessThanOrEqual(100);
    expect(lines.join('\n')).toMatch(/correction 1:[\s\S]*189\.49 settled, less 199\.49 said before +-10\.00[\s\S]*do not add up[\s\S]*NOT every amount/);
  });
  it('names whom a run could not invoice', () => {
    expect(runText('r', { status: 'completed', batches: 1, issued: 2, nothing: 1, notDrafted: 3 }, 2)).toMatch(/completed, in 2\.0 s[\s\S]*2 documents; 1 payers[\s\S]*3; whom and why/);
  });
});

describe('The options of invoice issue', () => {
  const options: IssueOptions = { from: '2025-01-01', to: '2025-02-01', series: 'main', wait: true };
  it('are read', () => {
    expect(readIssueOptions(options, true)).toEqual({ period: { from: '2025-01-01', to: '2025-02-01' }, series: 'main', scope: { all: true } });
    expect(readIssueOptions({ ...options, issuedOn: '2025-02-03', payer: ['p'] }, true)).toMatchObject({ issuedOn: '2025-02-03', scope: { payers: ['p'] } });
  });
  it('are told everything that is wrong with them at once', () => {
    expect(() => readIssueOptions({ ...options, from: '2025-02-30', series: 'Ø', gsrn: ['1'], payer: ['p'] }, true)).toThrow(/--from[\s\S]*--series[\s\S]*--gsrn "1"[\s\S]*not both/);
    expect(() => readIssueOptions({ ...options, to: '2025-01-01' }, true)).toThrow(/--to must lie after/);
  });
});
