/** A line as it was billed. `id` is the line's identity as text; quantity × 1000 where one was stated. */
export type BilledLine = Readonly<{ id: string; name?: string; quantity?: bigint; amountOere: bigint }>;

/** A document the customer has: a settlement, correction or credit note of the period. Amounts are those that were billed, whatever one would compute today. */
export type BilledDocument = Readonly<{ id: string; lines: readonly BilledLine[]; vatOere: bigint }>;

/** A document that takes another back. */
export type CreditNote = BilledDocument & Readonly<{ credits: string; subtotalOere: bigint; totalOere: bigint }>;

/**
 * Takes back what was billed, document by document, to the øre: for a switch or move that should not have been. Nothing is computed again,
 * so later changes of prices or readings cannot leave a remainder. Source: the market's process for erroneous switches (BRS-003) and moves (BRS-011).
 */
export const reversalOf = (documents: readonly BilledDocument[]): readonly CreditNote[] => documents.map(({ id, lines, vatOere }) => {
  const credited = lines.map((line) => ({ ...line, amountOere: -line.amountOere, ...(line.quantity === undefined ? {} : { quantity: -line.quantity }) }));
  const subtotalOere = credited.reduce((sum, { amountOere }) => sum + amountOere, 0n);
  return { id: `credit-${id}`, credits: id, lines: credited, vatOere: -vatOere, subtotalOere, totalOere: subtotalOere - vatOere };
});

/** The margin of all products together, as older systems billed it beside or in place of the products' own margins. */
export const AGGREGATE_MARGIN = 'product/*/margin';

/** Drops the aggregate margin where the products' margins stand beside it: 320 with 20 of it an add-on is 320, not 340. */
export const withoutAggregateMargin = (lines: readonly BilledLine[]): readonly BilledLine[] => {
  const perProduct = lines.some(({ id }) => id.startsWith('product/') && id.endsWith('/margin') && id !== AGGREGATE_MARGIN);
  return perProduct ? lines.filter(({ id }) => id !== AGGREGATE_MARGIN) : lines;
};
