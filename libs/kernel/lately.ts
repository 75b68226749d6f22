/** Those who ask within `ms` of each other share one answer, so that many cost no more than one. A failure is shared only by those who already wait. */
export const lately = <T>(ask: () => Promise<T>, ms: number): (() => Promise<T>) => {
  let last: { at: number; answer: Promise<T> } | undefined;
  return () => {
    if (last && performance.now() - last.at < ms) return last.answer;
    const mine = { at: performance.now(), answer: ask() };
    last = mine;
    mine.answer.catch(() => { if (last === mine) last = undefined; });
    return mine.answer;
  };
};
