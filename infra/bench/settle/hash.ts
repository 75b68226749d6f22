/** A number from 0 to 2^31 - 1 that looks random and is always the same for the same input. */
export const hash = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 16), 0x45d9f3b) + 0x1b873593;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x297a2d39);
  return (mixed ^ (mixed >>> 16)) >>> 1;
};
