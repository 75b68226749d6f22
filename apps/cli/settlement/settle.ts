import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { OperatorError } from '#platform';
import { renderExplanation, renderResult, settleFromJson } from '#settlement';
import type { Run, Surroundings } from '../cli.js';

export type SettleCommandOptions = Readonly<{ input: string; explain?: boolean; detail: 'parts' | 'days' | 'intervals'; language: 'en' | 'da' }>;

/** Settles one document. @throws OperatorError when it is wrong or inputs are missing; the answer lists all of it */
export const settle = async ({ out, around }: Run, { input, explain = false, detail, language }: SettleCommandOptions): Promise<void> => {
  const result = settleFromJson(await read(input, around), { explain });
  await out.answer(result, () => [renderResult(result, language), ...(result.status === 'settled' && result.explanation ? ['', renderExplanation(result.explanation, detail)] : [])].join('\n'));
  if (result.status === 'invalid') throw new OperatorError(`The document has ${result.problems.length === 1 ? 'one problem' : `${result.problems.length} problems`}; correct ${result.problems.length === 1 ? 'it' : 'them'} and run it again. The form of the document: docs/cli.md`);
  if (result.status === 'notReady') throw new OperatorError('Inputs are missing, so there is no amount: missing is never zero.');
};

const read = async (input: string, { stdin }: Surroundings): Promise<string> => {
  try {
    return await (input === '-' ? textOf(stdin) : readFile(input, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') throw new OperatorError(`There is no file ${input}. Give a JSON document, or - for standard input.`, { cause: error });
    throw error;
  }
};
