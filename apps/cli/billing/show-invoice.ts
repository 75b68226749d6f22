import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { findDocument, type FindOptions } from './find-document.js';
import { invoiceText } from './invoice-text.js';

export type ShowOptions = FindOptions;

/** One document with its history and notes. @throws OperatorError when there is none */
export const showInvoice = async (run: Run, number: string, options: ShowOptions): Promise<void> => {
  const { pool } = await openCommandParts(run);
  const found = await findDocument(pool, number, options);
  await run.out.answer(found, () => invoiceText(found));
};
