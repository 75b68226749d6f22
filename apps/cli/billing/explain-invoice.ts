import { explainDocument, type ExplainedDocument } from '#billing';
import { clipped, OperatorError, row } from '#platform';
import type { ExplainedSettlement } from '#settlement';
import { explainSettledOf } from '../../composition/explain-settled.js';
import type { Run } from '../cli.js';
import { openCommandParts } from '../open-command-parts.js';
import { type Detail, settlementReasons } from '../settlement/why/settlement-reasons.js';
import { findDocument, type FindOptions } from './find-document.js';
import { titleOf } from './invoice-text.js';

export type ExplainOptions = FindOptions & Readonly<{ line?: string; gsrn?: string; detail: Detail; all?: boolean }>;

/** Why a document says what it says. @throws OperatorError when there is no such document, point or line */
export const explainInvoice = async (run: Run, number: string, { line, gsrn, detail: asDetailed, all = false, ...which }: ExplainOptions): Promise<void> => {
  const detail = all ? 'intervals' : asDetailed;
  const parts = await openCommandParts(run);
  const { pool } = parts;
  const { invoice, notes, knownAt } = await findDocument(pool, number, which);
  const asked = { ...(line !== undefined && { line }), ...(gsrn !== undefined && { gsrn }) };
  const why = explainSettledOf(parts);
  const documents = await Promise.all([invoice, ...notes].map(async (document) => ({ title: titleOf(document), explained: await explainDocument(pool, document, asked, why) })));
  const [first] = documents;
  if (first!.explained.sections.length === 0) throw new OperatorError(`Point ${gsrn} is not on ${number}.`);
  if (line !== undefined && first!.explained.sections.every(({ lines }) => lines.length === 0)) throw new OperatorError(`There is no line ${line} on ${number}. The ids of its lines: gridtally invoice show ${number}`);
  const answer = { ...first!.explained, notes: documents.slice(1).map(({ explained }) => explained), knownAt };
  await run.out.answer(answer, () => [...documents.flatMap(({ title, explained }) => [...explainedLines(title, explained, detail), '']), `As known at ${knownAt}`].join('\n'));
};

/** A document's reasons in at most 100 columns. */
export const explainedLines = (title: string, { totalDkk, sections, matches }: ExplainedDocument, detail: Detail): string[] => [
  row(title, `${totalDkk} DKK`),
  ...sections.flatMap(({ gsrn, from, to, lines, parts, addsUp }) => [
    `Point ${gsrn}, ${from} to ${to}`,
    ...lines.map(({ id, name, amountDkk }) => row(`  ${name} [${id}]`, amountDkk)),
    ...parts.flatMap(({ what, number, lines: own, settlement }) => [
      clipped(`  ${what === 'settled' ? 'as first settled' : what === 'corrected' ? `correction ${number}` : `taken back by correction ${number}`}:`),
      ...own.map(({ id, amountDkk, settledDkk, saidBeforeDkk }) => row(`    ${id}: ${settledDkk} settled, less ${saidBeforeDkk} said before`, amountDkk)),
      ...treeLines(settlement, detail),
    ]),
    ...(addsUp ? [] : ['  The settlements do not add up to the lines above.']),
  ]),
  matches ? 'Computed again from its own readings and prices, every amount is the same.' : 'Computed again, NOT every amount is the same: see the remarks above.',
];

const treeLines = (settlement: ExplainedDocument['sections'][number]['parts'][number]['settlement'], detail: Detail): string[] =>
  (settlement ? settlementReasons(settlement as unknown as ExplainedSettlement, detail) : []);
