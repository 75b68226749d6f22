import { findInvoice, invoiceAndNotes, type InvoiceAndNotes } from '#billing';
import { InvalidValue, parseInstant } from '#energy';
import { OperatorError, type Pool } from '#platform';
import { noViewYet } from '../no-view-yet.js';
import { wrongUsage } from '../operator-error-of.js';

export type FindOptions = Readonly<{ series: string; knownAt?: string }>;

/** The document of a number or id, as known then. @throws OperatorError when there is none */
export const findDocument = async (pool: Pool, number: string, { series, knownAt }: FindOptions): Promise<InvoiceAndNotes> => {
  if (knownAt !== undefined) refuseBadInstant(knownAt);
  const head = await findInvoice(pool, number, series).catch((error: unknown) => { throw noViewYet(error, 'invoices'); });
  if (!head) throw new OperatorError(`There is no document ${number} in the series ${series}.`);
  const found = await invoiceAndNotes(pool, head.invoiceId, knownAt === undefined ? {} : { knownAt });
  if (!found) throw new OperatorError(`Document ${number} was not known yet at ${knownAt}.`);
  return found;
};

const refuseBadInstant = (text: string): void => {
  try {
    parseInstant(text.replace(/(\.\d{3})\d{1,3}Z$/, '$1Z'));
  } catch (error) {
    if (error instanceof InvalidValue) throw wrongUsage([`--known-at: ${error.message}`]);
    throw error;
  }
};
