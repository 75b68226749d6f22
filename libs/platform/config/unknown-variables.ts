import type { Environment } from './environment.js';

const PREFIX = 'GRIDTALLY_';
/** What the command line takes; a server started from the same shell need not mind. */
const OF_THE_COMMAND_LINE = new Set(['GRIDTALLY_KEY', 'GRIDTALLY_URL']);

/** Notes every variable of our prefix that nobody asked for: it is probably misspelt, and would otherwise be ignored in silence. */
export const reportUnknown = (env: Environment, names: readonly string[]): void => {
  for (const name of names) {
    if (!name.toUpperCase().startsWith(PREFIX) || env.known.has(name) || OF_THE_COMMAND_LINE.has(name)) continue;
    const meant = nearest(name.toUpperCase(), [...env.known].filter((known) => known.startsWith(PREFIX)));
    env.problem(name, 'a variable that means nothing here', 'one of the documented variables',
      meant === undefined ? 'Remove it, or see the README of the platform library for the list.' : `Did you mean ${meant}? Rename or remove it.`);
  }
};

/** The candidate with the fewest edits, if at most a third of the name differs. */
const nearest = (name: string, candidates: readonly string[]): string | undefined => {
  const ranked = candidates.map((candidate) => ({ candidate, edits: editDistance(name, candidate) })).sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= (name.length - PREFIX.length) / 3 + 1 ? best.candidate : undefined;
};

/** Levenshtein's distance, one row at a time. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
};
