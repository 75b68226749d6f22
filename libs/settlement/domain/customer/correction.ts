import type { BilledDocument } from './billed-document.js';
import type { Line } from './settlement.js';

/** What changes on one line. Quantity × 1000 in the line's unit. `billedOere` is the sum of all documents so far. */
export type CorrectionLine = Readonly<{ id: string; name: string; quantity: bigint; billedOere: bigint; settledOere: bigint; amountOere: bigint }>;

export type Correction = Readonly<{ corrects: readonly string[]; lines: readonly CorrectionLine[]; subtotalOere: bigint; vatOere: bigint; totalOere: bigint }>;

/** What a correction needs of the new settlement. */
export type Settled = Readonly<{ lines: readonly Pick<Line, 'id' | 'name' | 'quantity' | 'amountOere'>[]; vatOere: bigint }>;

/**
 * The new full settlement minus everything billed so far for the period, line by line by identity: lines that came, went or changed.
 * All documents of a period thus always add up to its last full settlement, VAT included. Lines that stay as they were are left out.
 * Days outside our supply cannot appear: the settlement has none. Source: our rule on corrections (README).
 */
export const correctionOf = (settled: Settled, billed: readonly BilledDocument[]): Correction => {
  const names = new Map<string, string>();
  const [now, before] = [new Map<string, Sums>(), new Map<string, Sums>()];
  for (const line of settled.lines) addTo(now, line.id, line.quantity, line.amountOere);
  for (const document of billed) for (const line of document.lines) addTo(before, line.id, line.quantity ?? 0n, line.amountOere);
  for (const line of [...billed.flatMap((document) => document.lines), ...settled.lines]) if (line.name !== undefined) names.set(line.id, line.name);
  const lines = [...new Set([...now.keys(), ...before.keys()])].map((id): CorrectionLine => {
    const [is, was] = [now.get(id) ?? NONE, before.get(id) ?? NONE];
    return { id, name: names.get(id) ?? id, quantity: is.quantity - was.quantity, billedOere: was.amountOere, settledOere: is.amountOere, amountOere: is.amountOere - was.amountOere };
  }).filter(({ quantity, amountOere }) => quantity !== 0n || amountOere !== 0n);
  const subtotalOere = lines.reduce((sum, { amountOere }) => sum + amountOere, 0n);
  const vatOere = settled.vatOere - billed.reduce((sum, document) => sum + document.vatOere, 0n);
  return { corrects: billed.map(({ id }) => id), lines, subtotalOere, vatOere, totalOere: subtotalOere + vatOere };
};

/** The correction as a document, to be compared with next time. */
export const documentOf = (id: string, { lines, vatOere }: { lines: readonly Readonly<{ id: string; name: string; quantity: bigint; amountOere: bigint }>[]; vatOere: bigint }): BilledDocument =>
  ({ id, vatOere, lines: lines.map((line) => ({ id: line.id, name: line.name, quantity: line.quantity, amountOere: line.amountOere })) });

type Sums = Readonly<{ quantity: bigint; amountOere: bigint }>;

const NONE: Sums = { quantity: 0n, amountOere: 0n };

const addTo = (sums: Map<string, Sums>, id: string, quantity: bigint, amountOere: bigint): void => {
  const so = sums.get(id) ?? NONE;
  sums.set(id, { quantity: so.quantity + quantity, amountOere: so.amountOere + amountOere });
};
