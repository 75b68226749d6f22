/** Waits until the work gives something that is not undefined. @throws Error that names what did not come true, with the last error */
export const eventually = async <T>(what: string, work: () => Promise<T | undefined> | T | undefined, withinMs = 30_000, everyMs = 50): Promise<T> => {
  let last: unknown;
  for (const until = performance.now() + withinMs; performance.now() < until;) {
    try {
      const found = await work();
      if (found !== undefined) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
  throw new Error(`Within ${withinMs / 1_000} s it did not come true: ${what}${last === undefined ? '' : ` (${last instanceof Error ? last.message : String(last)})`}`, { cause: last });
};
