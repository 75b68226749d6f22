/** Works through the items, so many at once, until all are done, one fails (its error is thrown once the others have come to rest), or the signal aborts. */
export const inParallel = async <T>(items: Iterable<T>, atOnce: number, signal: AbortSignal, work: (item: T, signal: AbortSignal) => Promise<void>): Promise<void> => {
  const iterator = items[Symbol.iterator]();
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  let failure: { error: unknown } | undefined;
  const worker = async () => {
    try {
      for (let next = iterator.next(); !next.done && !stop.aborted; next = stop.aborted ? { done: true, value: undefined } : iterator.next()) await work(next.value, stop);
    } catch (error) {
      failure ??= { error };
      failed.abort();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failure && !signal.aborted) throw failure.error;
};

/** The items in groups of at most `size`. */
export function* inGroups<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let group: T[] = [];
  for (const item of items) {
    group.push(item);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
