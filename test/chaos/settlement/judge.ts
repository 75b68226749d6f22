import { compare } from '../differences.js';
import { billedTexts, type Books, hashOf, settledTexts, textOf } from './books.js';
import type { Told } from './doors.js';
import type { Planned } from './portfolio.js';

export type Expected = Readonly<{ planned: readonly Planned[]; /** As a run that nobody disturbed settled them. */ settled: readonly string[] }>;
export type Judged = Readonly<{ differences: readonly string[]; settlements: number; corrections: number; documents: Readonly<Record<string, number>>; numbers: number; settledHash: string; expectedHash: string; billedHash: string }>;

const MOST_NAMED = 5;

/** Compares what was settled and billed with what must be: everything once, the same amounts as undisturbed, numbers without gap, documents that add up. */
export const judge = (books: Books, { planned, settled: expected }: Expected, told: Told): Judged => {
  const [settled, billed] = [settledTexts(books), billedTexts(books)];
  const numbers = [...books.series.values()].flat();
  return {
    differences: [
      ...compare('standing settlement', 'period', new Map(planned.map((period) => [periodOf(period), ['']])), grouped(books.settlements.filter(({ standing }) => standing).map(periodOf))),
      ...named('DOUBLED: first settlement', books.settlements.filter(({ firsts }) => firsts !== 1).map(({ stream, firsts }) => `${stream} ${firsts} times`)),
      ...named('DOES NOT ADD UP: what was said against the latest figures', books.settlements.filter(({ said, figures }) => textOf(said) !== textOf(figures)).map(({ stream }) => stream)),
      ...unlike('settlement', settled, expected), ...unlike('sum of documents', billed, expected),
      ...series(books, told),
    ],
    settlements: settled.length, corrections: books.settlements.reduce((count, { corrections }) => count + corrections, 0), documents: counted(books.documents.filter(({ numbers: of }) => of.length > 0).map(({ kind }) => kind)),
    numbers: numbers.length, settledHash: hashOf(settled), expectedHash: hashOf(expected), billedHash: hashOf(billed),
  };
};

/** Numbers 1 to N, each of one document, each document with its own; and clients were told the truth. */
const series = ({ series: all, documents }: Books, told: Told): string[] => {
  const numberOf = new Map([...all.values()].flat().map(({ invoiceId, number }) => [invoiceId, number]));
  const issued = documents.filter(({ numbers }) => numbers.length > 0);
  return [
    ...named('GAP OR DOUBLE: places of numbers', [...all].flatMap(([stream, taken]) => taken.filter(({ place, number }, at) => place !== at || number !== `${stream.slice(-4)}-${String(at + 1).padStart(5, '0')}`).map(({ number }) => number))),
    ...named('DOUBLED: documents with several numbers', [...all.values()].flatMap((taken) => repeated(taken.map(({ invoiceId }) => invoiceId)))),
    ...named('DOUBLED: issued several times', issued.filter(({ numbers }) => numbers.length > 1).map(({ invoiceId }) => invoiceId)),
    ...named('LOST: numbers without an issued document', [...numberOf].filter(([invoiceId, number]) => !issued.some((one) => one.invoiceId === invoiceId && one.numbers[0] === number)).map(([, number]) => number)),
    ...named('NEVER TAKEN: documents with a number that is not theirs', issued.filter(({ invoiceId, numbers }) => numberOf.get(invoiceId) !== numbers[0]).map(({ invoiceId }) => invoiceId)),
    ...named('LEFT: documents neither issued nor cancelled', documents.filter(({ numbers, cancelled }) => numbers.length === 0 && !cancelled).map(({ invoiceId, kind }) => `${kind} ${invoiceId}`)),
    ...named('LIED: clients were told another number', [...told].filter(([invoiceId, number]) => numberOf.get(invoiceId) !== number).map(([invoiceId, number]) => `${invoiceId} ${number}`)),
  ];
};

const unlike = (what: string, found: readonly string[], expected: readonly string[]): string[] => {
  if (hashOf(found) === hashOf(expected)) return [];
  const [have, want] = [new Set(found), new Set(expected)];
  const [more, less] = [found.filter((one) => !want.has(one)), expected.filter((one) => !have.has(one))];
  return [`OTHER THAN UNDISTURBED: ${what} of ${Math.max(more.length, less.length)} periods; found ${more[0] ?? 'nothing'}; expected ${less[0] ?? 'nothing'}`];
};

/** One sentence, when there is anything to name. */
export const named = (what: string, of: readonly string[]): string[] => (of.length === 0 ? [] : [`${what}: ${of.length} (${of.slice(0, MOST_NAMED).join(', ')}${of.length > MOST_NAMED ? ', …' : ''})`]);

const periodOf = ({ gsrn, from, to }: Planned): string => `${gsrn} ${from} ${to}`;
const repeated = (ids: readonly string[]): string[] => [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))];
const grouped = (ids: readonly string[]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const id of ids) groups.set(id, [...(groups.get(id) ?? []), '']);
  return groups;
};
const counted = (kinds: readonly string[]): Record<string, number> => Object.fromEntries([...grouped(kinds)].map(([kind, all]) => [kind, all.length]));
