/** A small generator of even numbers in [0, 1), begun from a mix of the numbers given (mulberry32 over a multiplicative hash). The same on every machine. */
export const randomOf = (...of: readonly number[]): (() => number) => {
  let state = of.reduce((mixed, one) => Math.imul(mixed ^ (one + 0x9e3779b9), 0x85ebca6b) ^ (mixed >>> 13), 0x1234567);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

/** One such number. */
export const chance = (...of: readonly number[]): number => randomOf(...of)();
