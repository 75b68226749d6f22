import type { Position } from '#kernel';

/** A place in EventStoreDB's transaction log; whole numbers below 2^64, as text. */
export type LogPosition = Readonly<{ commit: string; prepare: string }>;

const DIGITS = 20; // of 2^64 - 1

/** Zero-padded, so that comparing as text is comparing in the store's order. */
export const toPosition = ({ commit, prepare }: LogPosition): Position => `${commit.padStart(DIGITS, '0')}-${prepare.padStart(DIGITS, '0')}`;

/** Before everything: where a reader stands that has seen an empty log. */
export const BEGINNING: Position = toPosition({ commit: '0', prepare: '0' });

/** @throws Error when the text is no position of this store; then a view was filled from another one */
export const fromPosition = (position: Position): LogPosition => {
  const match = /^(\d{20})-(\d{20})$/.exec(position);
  if (!match) throw new Error(`"${position}" is not a position of EventStoreDB. Was the view filled from another store? Rebuild it`);
  return { commit: BigInt(match[1]!).toString(), prepare: BigInt(match[2]!).toString() };
};

/** The one further on. */
export const later = (a: Position, b: Position | undefined): Position => (b !== undefined && b > a ? b : a);
