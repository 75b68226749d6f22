import { explainError, maskSecrets } from '#platform';
import { operatorErrorOf } from '../operator-error-of.js';

/** What was found out about one dependency. `look`: nothing is wrong, but somebody should look. `skipped`: it could not be asked, because of something above it. */
export type Finding = Readonly<{
  name: string;
  state: 'ok' | 'look' | 'wrong' | 'skipped';
  /** One sentence, without secrets. */
  found: string;
  /** What to do; absent when nothing has to be done. */
  doThis?: string;
}>;

export const ok = (name: string, found: string): Finding => ({ name, state: 'ok', found });
export const look = (name: string, found: string, doThis: string): Finding => ({ name, state: 'look', found, doThis });
export const wrong = (name: string, found: string, doThis: string): Finding => ({ name, state: 'wrong', found, doThis });
export const skipped = (name: string, because: string): Finding => ({ name, state: 'skipped', found: because });

/** A check that must not take others down with it: what it throws is what it found. */
export const finding = async (name: string, check: () => Promise<Finding>): Promise<Finding> => {
  try {
    return await check();
  } catch (error) {
    const sentence = sentenceOf(operatorErrorOf(error));
    return { name, state: 'wrong', found: maskSecrets(sentence) };
  }
};

/** The sentences of our own errors say what to do already. */
const sentenceOf = (error: unknown): string => explainError(error)?.sentence ?? (error instanceof Error ? `${error.name}: ${error.message}` : String(error));
