/**
 * When a version was registered, and who says so. `given`: the sender says it. `assumed`: nobody said it, so the time of the document or of the request
 * stands for it; then saying what already holds is no new version.
 */
export type Registration = 'given' | 'assumed';

/** A version as a decider remembers it: for which days or instant it speaks, since when, and its content as one text. */
export type Remembered = Readonly<{ from: string; registeredAt: string; content: string }>;

/**
 * Whether a version is already so: the very same was said before, or (when nobody said when it was registered) the one that counts at that time says the same.
 * A later registration counts; of two at the same time the later in the log.
 */
export const isAlreadySo = (known: readonly Remembered[], version: Remembered, registration: Registration): boolean => {
  const ofSameDay = known.filter(({ from }) => from === version.from);
  if (ofSameDay.some(({ registeredAt, content }) => content === version.content && sameInstant(registeredAt, version.registeredAt))) return true;
  if (registration === 'given') return false;
  let counts: Remembered | undefined;
  for (const one of ofSameDay) if (notAfter(one.registeredAt, version.registeredAt) && (!counts || notAfter(counts.registeredAt, one.registeredAt))) counts = one;
  return counts?.content === version.content;
};

const sameInstant = (a: string, b: string): boolean => Date.parse(a) === Date.parse(b);
/** Compares instants, which may be written with and without seconds. */
export const notAfter = (a: string, b: string): boolean => Date.parse(a) <= Date.parse(b);
