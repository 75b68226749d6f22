import type { Event } from '#kernel';

/** An invoice bills for the first time; a credit note gives back, a debit note adds: both belong to the invoice they correct. A note whose total is 0 moves money between lines and is a credit note. */
export type DocumentKind = 'invoice' | 'creditNote' | 'debitNote';

/** One of settlement's events: the event at `revision` of `stream`. `number` is 0 for the first settlement, then that of the correction. */
export type PartRef = Readonly<{ stream: string; revision: number; settlementId: string; number: number }>;

/** DKK without VAT, 2 decimals; quantity 3 decimals. `unitPriceDkk` only where the line is a settlement's own line, unchanged. */
export type DocumentLine = Readonly<{ id: string; name: string; unit: 'kWh' | 'day'; quantity: string; unitPriceDkk?: string; amountDkk: string }>;
export type VatGroup = Readonly<{ rate: string; baseDkk: string; vatDkk: string }>;
export type Totals = Readonly<{ subtotalDkk: string; vatDkk: string; totalDkk: string }>;

/** Half-open local days. */
export type Period = Readonly<{ from: string; to: string }>;

/** What a document says about one point and one billing period: the sum of the parts it contains, VAT as settlement stated it. */
export type Section = Period & Totals & Readonly<{
  gsrn: string; customerId: string; priceArea: string; settlementId: string;
  parts: readonly PartRef[]; lines: readonly DocumentLine[]; vat: readonly VatGroup[];
}>;

/** The document that a note belongs to; `number` once that document has one. */
export type Corrects = Readonly<{ invoiceId: string; number?: string }>;

/** A document with everything that will stand on it, without a number yet. `takesBack`: it takes back all of the document it corrects, whose periods are then free again. */
export type Draft = Totals & Readonly<{
  invoiceId: string; kind: DocumentKind; payerId: string; customerIds: readonly string[]; period: Period; series: string;
  sections: readonly Section[]; vat: readonly VatGroup[];
  /** Days from the day of issue until it is due. Source: the contract. */
  paymentDays: number;
  corrects?: Corrects; takesBack?: true; runId?: string;
}>;

export type InvoiceDrafted = Event<'InvoiceDrafted', Draft>;

/**
 * It will be issued: from here on it cannot be cancelled, so that a number that is taken for it is never lost. `afterRevision` is how far the series had
 * come (-1 = empty): its number, once taken, stands behind that.
 */
export type InvoiceApproved = Event<'InvoiceApproved', Readonly<{ invoiceId: string; series: string; issuedOn: string; dueOn: string; afterRevision: number; approvedBy: string; corrects?: Corrects }>>;

/** It has its number and is a document of the accounts for ever. Local days. */
export type InvoiceIssued = Event<'InvoiceIssued', Readonly<{
  invoiceId: string; kind: DocumentKind; series: string; number: string; issuedOn: string; dueOn: string; totalDkk: string; corrects?: Corrects; takesBack?: true;
}>>;

/** It was handed to the payer by this channel. */
export type InvoiceSent = Event<'InvoiceSent', Readonly<{ invoiceId: string; channel: string }>>;

/** Money came in for it; `reference` is the payment's own and counts once. */
export type InvoicePaymentRegistered = Event<'InvoicePaymentRegistered', Readonly<{ invoiceId: string; amountDkk: string; paidOn: string; reference: string }>>;

/** It was still owed after its last day; `notedOn` is the local day on which that was seen. */
export type InvoiceOverdue = Event<'InvoiceOverdue', Readonly<{ invoiceId: string; dueOn: string; notedOn: string }>>;

/** A draft that nobody wants; what it contained is free again. */
export type InvoiceCancelled = Event<'InvoiceCancelled', Readonly<{ invoiceId: string; reason: string }>>;

/** A credit note for it was issued; `totalDkk` is the note's, 0 or less. */
export type InvoiceCredited = Event<'InvoiceCredited', Readonly<{ invoiceId: string; noteId: string; number: string; totalDkk: string; takesBack?: true }>>;

/** A debit note for it was issued. The note is owed by itself. */
export type InvoiceDebited = Event<'InvoiceDebited', Readonly<{ invoiceId: string; noteId: string; number: string; totalDkk: string }>>;

export type InvoiceEvent =
  | InvoiceDrafted | InvoiceApproved | InvoiceIssued | InvoiceSent | InvoicePaymentRegistered | InvoiceOverdue | InvoiceCancelled | InvoiceCredited | InvoiceDebited;

/** Stream of one document. The kind is `invoice` for notes as well. */
export const invoiceStream = (invoiceId: string): string => `invoice-${invoiceId}`;
