import type { InvoiceAndNotes } from '#billing';
import { clipped, row } from '#platform/published';

type Known = InvoiceAndNotes['invoice'];

const TITLES = { invoice: 'Invoice', creditNote: 'Credit note', debitNote: 'Debit note' } as const;

/** A document for people, in at most 100 columns. */
export const invoiceText = ({ invoice, notes, knownAt }: InvoiceAndNotes): string => [
  ...documentLines(invoice), '',
  'History', ...invoice.history.map(({ event, heard, actor }) => clipped(`  ${heard.knownAt.slice(0, 19)}Z  ${happened(event)}${actor === undefined ? '' : `  by ${actor}`}`)),
  ...notes.flatMap((note) => ['', ...documentLines(note)]), '', `As known at ${knownAt}`,
].join('\n');

/** Title of a document: `Invoice 2025-00042`, `Credit note (draft)`. */
export const titleOf = ({ draft, state }: Known): string => `${TITLES[draft.kind]} ${state.number ?? `(${state.status})`}`;

const documentLines = (document: Known): string[] => {
  const { draft, state } = document;
  return [
    row(titleOf(document), state.status),
    ...fact('corrects', state.corrects && (state.corrects.number ?? state.corrects.invoiceId)),
    ...fact('payer', draft.payerId), ...fact('period', `${draft.period.from} to ${draft.period.to}`),
    ...fact('issued', state.issuedOn), ...fact('due', draft.kind === 'creditNote' ? undefined : state.dueOn),
    ...draft.sections.flatMap((section) => [
      '', `Point ${section.gsrn}, ${section.from} to ${section.to}`,
      ...section.lines.map(({ id, name, quantity, unit, unitPriceDkk, amountDkk }) => row(`  ${name} [${id}]  ${quantity} ${unit}${unitPriceDkk === undefined ? '' : ` at ${unitPriceDkk}`}`, amountDkk)),
      ...(draft.sections.length > 1 ? [row('  without VAT', section.subtotalDkk)] : []),
    ]), '',
    row('Without VAT', draft.subtotalDkk), ...draft.vat.map(({ rate, baseDkk, vatDkk }) => row(`VAT ${rate} of ${baseDkk}`, vatDkk)), row('Total DKK', draft.totalDkk),
    ...state.payments.map(({ amountDkk, paidOn, reference }) => row(`Paid ${paidOn} ${reference}`, `-${amountDkk}`)),
    ...state.credits.map(({ number, totalDkk }) => row(`Credit note ${number}`, totalDkk)),
  ];
};

const fact = (name: string, value: string | undefined): string[] => (value === undefined ? [] : [clipped(`  ${name.padEnd(9)} ${value}`)]);

const happened = ({ type, data }: Known['history'][number]['event']): string => {
  switch (type) {
    case 'InvoiceIssued': return `issued as ${data.number}`;
    case 'InvoicePaymentRegistered': return `${data.amountDkk} paid on ${data.paidOn} (${data.reference})`;
    case 'InvoiceCredited': return `credited by ${data.number}: ${data.totalDkk}`;
    case 'InvoiceDebited': return `debit note ${data.number}: ${data.totalDkk}`;
    case 'InvoiceCancelled': return `cancelled: ${data.reason}`;
    case 'InvoiceSent': return `sent by ${data.channel}`;
    case 'InvoiceOverdue': return `overdue since ${data.dueOn}`;
    case 'InvoiceApproved': return `approved for issue on ${data.issuedOn}`;
    case 'InvoiceDrafted': return `drafted: ${data.totalDkk}`;
  }
};
