import { addDays } from '#energy';
import { type Decider, Rejected, unreachable } from '#kernel';
import type { Corrects, DocumentKind, Draft, InvoiceEvent } from './events.js';
import { oereOf, dkkOf } from './money.js';

export type InvoiceStatus = 'none' | 'draft' | 'approved' | 'issued' | 'sent' | 'partlyPaid' | 'paid' | 'overdue' | 'cancelled' | 'credited';

/** A payment by its reference. */
export type Payment = Readonly<{ reference: string; amountDkk: string; paidOn: string }>;
/** A note that was issued for the document. */
export type IssuedNote = Readonly<{ noteId: string; number: string; totalDkk: string }>;

/** What decisions about a document need, and what a list of documents shows. Amounts in DKK. */
export type Invoice = Readonly<{
  status: InvoiceStatus;
  invoiceId: string; kind: DocumentKind; payerId: string; totalDkk: string; paymentDays: number; series: string;
  corrects?: Corrects; takesBack?: true;
  /** Once approved. */
  issuedOn?: string; dueOn?: string; afterRevision?: number;
  /** Once issued. */
  number?: string;
  channels: readonly string[];
  payments: readonly Payment[];
  credits: readonly IssuedNote[];
  debits: readonly IssuedNote[];
  cancelReason?: string;
}>;

export type InvoiceCommand =
  | Readonly<{ type: 'Draft'; data: Draft }>
  | Readonly<{ type: 'Approve'; issuedOn: string; afterRevision: number; approvedBy: string; corrects?: Corrects }>
  /** Both in one decision, for documents that nobody looks at in between. */
  | Readonly<{ type: 'DraftAndApprove'; data: Draft; issuedOn: string; afterRevision: number; approvedBy: string }>
  | Readonly<{ type: 'Issue'; number: string }>
  | Readonly<{ type: 'Send'; channel: string }>
  | Readonly<{ type: 'RegisterPayment'; amountDkk: string; paidOn: string; reference: string }>
  /** `today` is the local day. */
  | Readonly<{ type: 'NoteOverdue'; today: string }>
  | Readonly<{ type: 'Cancel'; reason: string }>
  | Readonly<{ type: 'NoteIssuedFor'; kind: 'creditNote' | 'debitNote'; noteId: string; number: string; totalDkk: string; takesBack?: true }>;

const NOTHING: Invoice = { status: 'none', invoiceId: '', kind: 'invoice', payerId: '', totalDkk: '0.00', paymentDays: 0, series: '', channels: [], payments: [], credits: [], debits: [] };

/** A document from draft to its end. A credit note is never owed; it lowers what is owed of the document it corrects. */
export const invoice: Decider<Invoice, InvoiceCommand, InvoiceEvent> = {
  initial: NOTHING,
  evolve(state, event) {
    switch (event.type) {
      case 'InvoiceDrafted': {
        const { invoiceId, kind, payerId, totalDkk, paymentDays, series, corrects, takesBack } = event.data;
        return { ...NOTHING, status: 'draft', invoiceId, kind, payerId, totalDkk, paymentDays, series, ...(corrects && { corrects }), ...(takesBack && { takesBack }) };
      }
      case 'InvoiceApproved': {
        const { issuedOn, dueOn, afterRevision, series, corrects } = event.data;
        return { ...state, status: 'approved', issuedOn, dueOn, afterRevision, series, ...(corrects && { corrects }) };
      }
      case 'InvoiceIssued':
        return { ...state, status: 'issued', number: event.data.number };
      case 'InvoiceSent':
        return { ...state, status: state.status === 'issued' ? 'sent' : state.status, channels: [...state.channels, event.data.channel] };
      case 'InvoicePaymentRegistered': {
        const { reference, amountDkk, paidOn } = event.data;
        return settled({ ...state, payments: [...state.payments, { reference, amountDkk, paidOn }] });
      }
      case 'InvoiceOverdue':
        return { ...state, status: 'overdue' };
      case 'InvoiceCancelled':
        return { ...state, status: 'cancelled', cancelReason: event.data.reason };
      case 'InvoiceCredited':
        return settled({ ...state, credits: [...state.credits, noteOf(event.data)] });
      case 'InvoiceDebited':
        return { ...state, debits: [...state.debits, noteOf(event.data)] };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'Draft': return draft(command.data, state);
      case 'Approve': return approve(command, state);
      case 'DraftAndApprove': return draftAndApprove(command, state);
      case 'Issue': return issue(command.number, state);
      case 'Send': return send(command.channel, state);
      case 'RegisterPayment': return registerPayment(command, state);
      case 'NoteOverdue': return noteOverdue(command.today, state);
      case 'Cancel': return cancel(command.reason, state);
      case 'NoteIssuedFor': return noteIssuedFor(command, state);
      default: return unreachable(command);
    }
  },
};

/** What is still owed of the document, in oere: below 0 when it was paid before it was credited. Credit notes are never owed. */
export const outstandingOere = ({ kind, totalDkk, payments, credits }: Pick<Invoice, 'kind' | 'totalDkk' | 'payments' | 'credits'>): bigint =>
  kind === 'creditNote' ? 0n : oereOf(totalDkk) + sum(credits.map((note) => note.totalDkk)) - sum(payments.map((payment) => payment.amountDkk));

const sum = (amounts: readonly string[]): bigint => amounts.reduce((total, amount) => total + oereOf(amount), 0n);

const noteOf = ({ noteId, number, totalDkk }: IssuedNote): IssuedNote => ({ noteId, number, totalDkk });

/** Credited when notes have taken back all of it, paid when nothing is owed; an overdue one stays overdue until then. */
const settled = (state: Invoice): Invoice => {
  if (state.credits.length > 0 && oereOf(state.totalDkk) + sum(state.credits.map((note) => note.totalDkk)) <= 0n) return { ...state, status: 'credited' };
  if (state.payments.length === 0) return state;
  if (outstandingOere(state) <= 0n) return { ...state, status: 'paid' };
  return { ...state, status: state.status === 'overdue' ? 'overdue' : 'partlyPaid' };
};

const draft = (data: Draft, state: Invoice): InvoiceEvent[] => {
  if (state.status === 'none') return [{ type: 'InvoiceDrafted', data }];
  return [];
};

const approve = ({ issuedOn, afterRevision, approvedBy, corrects }: Readonly<{ issuedOn: string; afterRevision: number; approvedBy: string; corrects?: Corrects }>, state: Invoice): InvoiceEvent[] => {
  const { invoiceId, series } = state;
  if (state.status === 'none') throw new Rejected('INVOICE_NOT_FOUND', {});
  if (state.status === 'cancelled') throw new Rejected('INVOICE_CANCELLED', { invoiceId });
  if (state.status !== 'draft') return [];
  if (state.kind !== 'invoice' && corrects?.number === undefined) throw new Rejected('ORIGINAL_NOT_ISSUED', { invoiceId, ...(state.corrects && { originalId: state.corrects.invoiceId }) });
  return [{ type: 'InvoiceApproved', data: { invoiceId, series, issuedOn, dueOn: addDays(issuedOn, state.paymentDays), afterRevision, approvedBy, ...(corrects && { corrects }) } }];
};

const draftAndApprove = ({ data, ...how }: Extract<InvoiceCommand, { type: 'DraftAndApprove' }>, state: Invoice): InvoiceEvent[] => {
  const drafted = draft(data, state);
  const after = drafted.reduce((so, event) => invoice.evolve(so, event), state);
  return [...drafted, ...approve({ ...how, ...(data.corrects && { corrects: data.corrects }) }, after)];
};

const issue = (number: string, state: Invoice): InvoiceEvent[] => {
  const { invoiceId, kind, series, issuedOn, dueOn, totalDkk, corrects, takesBack } = state;
  if (state.number === number) return [];
  if (state.status !== 'approved') throw new Rejected('INVOICE_NOT_APPROVED', { invoiceId, status: state.status, ...(state.number !== undefined && { has: state.number }), number });
  return [{ type: 'InvoiceIssued', data: { invoiceId, kind, series, number, issuedOn: issuedOn!, dueOn: dueOn!, totalDkk, ...(corrects && { corrects }), ...(takesBack && { takesBack }) } }];
};

const send = (channel: string, state: Invoice): InvoiceEvent[] => {
  mustBeIssued(state);
  return state.channels.includes(channel) ? [] : [{ type: 'InvoiceSent', data: { invoiceId: state.invoiceId, channel } }];
};

const registerPayment = ({ amountDkk, paidOn, reference }: Extract<InvoiceCommand, { type: 'RegisterPayment' }>, state: Invoice): InvoiceEvent[] => {
  const { invoiceId } = state;
  mustBeIssued(state);
  const before = state.payments.find((payment) => payment.reference === reference);
  if (before) {
    if (oereOf(before.amountDkk) === oereOf(amountDkk) && before.paidOn === paidOn) return [];
    throw new Rejected('PAYMENT_REFERENCE_USED', { invoiceId, reference, amountDkk: before.amountDkk, paidOn: before.paidOn });
  }
  const oere = oereOf(amountDkk);
  if (oere <= 0n) throw new Rejected('PAYMENT_AMOUNT_INVALID', { invoiceId, amountDkk });
  const outstanding = outstandingOere(state);
  if (oere > outstanding) throw new Rejected('PAYMENT_EXCEEDS_OUTSTANDING', { invoiceId, amountDkk, outstandingDkk: dkkOf(outstanding) });
  return [{ type: 'InvoicePaymentRegistered', data: { invoiceId, amountDkk: dkkOf(oere), paidOn, reference } }];
};

const noteOverdue = (today: string, { status, invoiceId, dueOn, ...state }: Invoice): InvoiceEvent[] => {
  const mayBecome = status === 'issued' || status === 'sent' || status === 'partlyPaid';
  if (!mayBecome || dueOn === undefined || today <= dueOn || outstandingOere(state) <= 0n) return [];
  return [{ type: 'InvoiceOverdue', data: { invoiceId, dueOn, notedOn: today } }];
};

const cancel = (reason: string, { status, invoiceId, number }: Invoice): InvoiceEvent[] => {
  if (status === 'none') throw new Rejected('INVOICE_NOT_FOUND', {});
  if (status === 'cancelled') return [];
  if (status !== 'draft') throw new Rejected('INVOICE_NOT_A_DRAFT', { invoiceId, status, ...(number !== undefined && { number }) });
  return [{ type: 'InvoiceCancelled', data: { invoiceId, reason } }];
};

const noteIssuedFor = ({ kind, noteId, number, totalDkk, takesBack }: Extract<InvoiceCommand, { type: 'NoteIssuedFor' }>, state: Invoice): InvoiceEvent[] => {
  const { invoiceId } = state;
  mustBeIssued(state);
  if ([...state.credits, ...state.debits].some((note) => note.noteId === noteId)) return [];
  return kind === 'debitNote'
    ? [{ type: 'InvoiceDebited', data: { invoiceId, noteId, number, totalDkk } }]
    : [{ type: 'InvoiceCredited', data: { invoiceId, noteId, number, totalDkk, ...(takesBack && { takesBack }) } }];
};

const mustBeIssued = ({ status, invoiceId, number }: Invoice): void => {
  if (status === 'none') throw new Rejected('INVOICE_NOT_FOUND', {});
  if (number === undefined) throw new Rejected('INVOICE_NOT_ISSUED', { invoiceId, status });
};
