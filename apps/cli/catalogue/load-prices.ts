import { readFile, stat } from 'node:fs/promises';
import { documentsOf, type PriceDocument, type PriceFile, readPriceFile } from '#catalogue';
import { type Calendar, formatInstant } from '#energy';
import type { Reason } from '#kernel';
import { OperatorError } from '#platform';
import { HttpTarget } from '../../load/http-target.js';
import { tryAgain } from '../../load/try-again.js';
import type { Run } from '../cli.js';
import { problemLines } from '../problem-lines.js';
import { Progress } from '../progress.js';
import { readableSeconds } from '../readable.js';
import { type LoadPricesOptions, type LoadPricesRequest, readPriceOptions } from './read-price-options.js';

/** A file that could be read, and what it holds. `missing`: intervals without a price; `leftOut`: records of other countries. */
export type FileSummary = Readonly<{ file: string; set: string; from?: string; to?: string; prices: number; missing?: number; leftOut?: number; documents: number }>;
export type PricesSummary = Readonly<{ files: readonly FileSummary[]; documents: number; sent: number; refused: readonly Readonly<{ id: string; reasons: readonly Reason[] }>[]; seconds: number }>;

type ReadFile = Readonly<{ summary: FileSummary; documents: readonly PriceDocument[] }>;

/** Few documents at a time: each is up to a megabyte. */
const TOGETHER = 4;

/**
 * Reads all files, then sends them in the order given. Sending the same again changes nothing.
 * @throws OperatorError with every problem of every file (then nothing was sent), or when documents were refused
 */
export const loadPrices = async (run: Run, files: readonly string[], options: LoadPricesOptions): Promise<void> => {
  const request = readPriceOptions(options);
  const startedAt = performance.now();
  const read = await readAll(files, request);
  const summaries = read.map(({ summary }) => summary);
  const documents = read.flatMap((one) => one.documents);
  const refused = request.check ? [] : await sendAll(run, documents, request);
  const summary: PricesSummary = { files: summaries, documents: documents.length, sent: request.check ? 0 : documents.length, refused, seconds: Math.round(performance.now() - startedAt) / 1000 };
  await run.out.answer(summary, () => summaryText(summary));
  if (refused.length > 0) throw new OperatorError(`${refused.length} of ${documents.length} documents were refused. They are parked: gridtally parked list`);
};

const readAll = async (files: readonly string[], { calendar, sender, registeredAt }: LoadPricesRequest): Promise<ReadFile[]> => {
  const [read, problems]: [ReadFile[], Reason[]] = [[], []];
  for (const file of files) {
    const found = await bytesOf(file);
    if ('problem' in found) {
      problems.push(found.problem);
      continue;
    }
    const answer = readPriceFile(found.bytes, calendar);
    if (answer.ok) read.push(readFileOf(file, answer.file, documentsOf(answer.file, sender, registeredAt ?? found.changedAt), calendar));
    else problems.push(...answer.reasons.map((reason) => ({ ...reason, path: `${file}: ${reason.path ?? ''}` })));
  }
  if (problems.length > 0) throw new OperatorError(`Nothing was sent. ${problemLines(problems)}`);
  return read;
};

const bytesOf = async (file: string): Promise<{ bytes: Buffer; changedAt: string } | { problem: Reason }> => {
  try {
    const [bytes, { mtimeMs }] = await Promise.all([readFile(file), stat(file)]);
    return { bytes, changedAt: formatInstant(Math.floor(mtimeMs / 1000) * 1000) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { problem: { code: 'FILE_UNREADABLE', path: file, en: `The file cannot be read (${code}). Check its name and rights.`, da: `Filen kan ikke læses (${code}). Kontrollér navn og rettigheder.` } };
  }
};

const readFileOf = (file: string, content: PriceFile, documents: readonly PriceDocument[], calendar: Calendar): ReadFile => {
  const { set, prices } = content;
  if (content.kind === 'charges') return { documents, summary: { file, set, prices, documents: documents.length } };
  const days = content.statements.map(({ from }) => calendar.dayOf(Date.parse(from))).sort();
  return { documents, summary: { file, set, ...(days.length > 0 && { from: days[0]!, to: days.at(-1)! }), prices, missing: content.missing, leftOut: content.leftOut, documents: documents.length } };
};

const sendAll = async ({ life, around: { stderr: screen } }: Run, documents: readonly PriceDocument[], { url, key, patienceMs }: LoadPricesRequest): Promise<PricesSummary['refused']> => {
  const progress = new Progress({ screen, what: 'documents', total: documents.length });
  const refused: PricesSummary['refused'][number][] = [];
  for (let at = 0; at < documents.length;) {
    const { topic } = documents[at]!;
    const parcel = documents.slice(at, at + TOGETHER).filter((one) => one.topic === topic);
    const target = new HttpTarget({ url, key, topic });
    const sent = await tryAgain(() => target.send(parcel, life.signal), { patienceMs, signal: life.signal, onPause: (why, pauseMs) => progress.say(`${why} Again in ${readableSeconds(pauseMs / 1000)}.`) });
    refused.push(...sent.refused);
    progress.add(parcel.length);
    at += parcel.length;
  }
  progress.finish();
  return refused;
};

export const summaryText = ({ files, documents, sent, refused, seconds }: PricesSummary): string => [
  ...files.map(({ file, set, from, to, prices, missing = 0, leftOut = 0 }) => [
    `${file}: ${set}, ${prices} prices`, ...(from === undefined ? [] : [`local days ${from} to ${to}`]), ...(missing > 0 ? [`${missing} missing`] : []), ...(leftOut > 0 ? [`${leftOut} records of other areas left out`] : []),
  ].join(', ')),
  sent === 0 ? `${documents} documents would be sent.` : `${sent} documents sent in ${readableSeconds(seconds)}.`,
  ...(refused.length > 0 ? [`Refused: ${refused.length}.`, ...refused.slice(0, 5).map(({ id, reasons }) => `${id}: ${problemLines(reasons)}`)] : []),
].join('\n');
