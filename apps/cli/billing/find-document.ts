import { findInvoice, invoiceAndNotes, type InvoiceAndNotes } from '#billing';
import { InvalidValue, parseInstant } from '#energy';
import { OperatorError, type Pool } from '#platform';
import { wrongUsage } from '../operator-error-of.js';

export type FindOptions = Readonly<{ series: string; knownAt?: string }>;

/** The document of a number or id, as known then. @throws OperatorError when there is none */
export const findDocument = async (pool: Pool, number: string, { series, knownAt }: FindOptions): Promise<InvoiceAndNotes> => {
  if (knownAt !== undefined) refuseBadInstant(knownAt);
  const head = await findInvoice(pool, number, series).catch((error: unknown) => { throw noViewYet(error); });
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

/** Postgres: the table does not exist. */
const UNDEFINED_TABLE = '42P01';

const noViewYet = (error: unknown): unknown =>
  ((error as { code?: string }).code === UNDEFINED_TABLE ? new OperatorError('There are no invoices yet: no server has run on this database. Start one with npm start.') : error);
