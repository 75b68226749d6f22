import { InvalidValue } from '#energy';
import type { Reason } from '#kernel';

/** Something that is wrong at a place of a file: `line 12, SpotPriceDKK`, or a JSON path. */
export const problemAt = (path: string, code: string, en: string, da: string): Reason => ({ code, path, en, da });

/** What `read` gives; when the value cannot be what it should be, undefined and the reason in `problems`. */
export const readOr = <T>(read: () => T, path: string, problems: Reason[]): T | undefined => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    problems.push(error.reasonAt(path));
    return undefined;
  }
};
