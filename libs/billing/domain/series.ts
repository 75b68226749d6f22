import type { Event } from '#kernel';

/** The number belongs to this document and to no other, ever. Its place in the stream is the number: revision 0 holds 1. */
export type InvoiceNumberAssigned = Event<'InvoiceNumberAssigned', Readonly<{ invoiceId: string; number: string }>>;

/** Name of a series: the default is `main`; several only where a company keeps several. */
export const SERIES = /^[a-z0-9]{1,20}$/;
export const MAIN_SERIES = 'main';

/** Stream of one series in one year: a new year begins at 1. `issuedOn` is a local day. */
export const seriesStream = (series: string, issuedOn: string): string => `invoiceseries-${series}.${issuedOn.slice(0, 4)}`;

/** `2025-00042` from the place in the year's stream; at least five digits. */
export const numberAt = (issuedOn: string, revision: number): string => `${issuedOn.slice(0, 4)}-${String(revision + 1).padStart(5, '0')}`;
