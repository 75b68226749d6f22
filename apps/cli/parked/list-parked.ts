import { LARGEST_PAGE, type ParkedPage } from '#messaging';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { wrongUsage } from '../operator-error-of.js';
import { textTable } from '../text-table.js';
import { wholeNumber } from '../whole-number.js';

export type ListOptions = Readonly<{ state: 'parked' | 'released' | 'discarded'; topic?: string; code?: string; limit: string; after?: string }>;

export const listParked = async (run: Run, { state, topic, code, limit, after }: ListOptions): Promise<void> => {
  const filter = { state, topic, code, after, limit: wholeNumber('--limit', limit, 1, LARGEST_PAGE) };
  const { parked } = await openCommandParts(run);
  const page = await parked.list(filter).catch((error: unknown) => {
    throw error instanceof RangeError ? wrongUsage([`--after: ${error.message}`]) : error;
  });
  await run.out.answer(page, () => pageText(page, state));
};

export const pageText = ({ messages, next }: ParkedPage, state: string): string => {
  const table = textTable(messages, [
    { title: 'id', of: ({ id }) => id },
    { title: 'topic', of: ({ message }) => message.topic },
    { title: 'parked at', of: ({ parkedAt }) => parkedAt },
    { title: 'tries', of: ({ attempts }) => attempts, right: true },
    { title: 'bytes', of: ({ bodyBytes }) => bodyBytes, right: true },
    { title: 'reasons', of: ({ reasons }) => [...new Set(reasons.map(({ code }) => code))].join(', ') },
  ], `No message is ${state}.`);
  return next === undefined ? table : `${table}There are more: add --after ${next}\n`;
};
