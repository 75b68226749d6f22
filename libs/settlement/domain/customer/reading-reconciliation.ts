/** Watt-hours at an instant, epoch milliseconds. */
export type ReadingAt = Readonly<{ at: number; wh: bigint }>;

export type ReadingDiscrepancy = Readonly<{ at: number; oursWh?: bigint; hubWh?: bigint }>;

export type ReadingReconciliation = Readonly<{ reconciled: boolean; oursWh: bigint; hubWh: bigint; differenceWh: bigint; discrepancies: readonly ReadingDiscrepancy[] }>;

/**
 * Our energy against the hub's aggregation (RSM-014), instant by instant. More than the tolerance apart is a discrepancy, and so is an instant only one side has.
 * The difference is ours less the hub's.
 */
export const reconcileReadings = (ours: readonly ReadingAt[], hub: readonly ReadingAt[], toleranceWh: bigint): ReadingReconciliation => {
  const [mine, theirs] = [byInstant(ours), byInstant(hub)];
  const discrepancies = [...new Set([...mine.keys(), ...theirs.keys()])].sort((a, b) => a - b).flatMap((at): ReadingDiscrepancy[] => {
    const [a, b] = [mine.get(at), theirs.get(at)];
    if (a !== undefined && b !== undefined && absolute(a - b) <= toleranceWh) return [];
    return [{ at, oursWh: a, hubWh: b }];
  });
  const [oursWh, hubWh] = [sum(ours), sum(hub)];
  return { reconciled: discrepancies.length === 0, oursWh, hubWh, differenceWh: oursWh - hubWh, discrepancies };
};

const byInstant = (readings: readonly ReadingAt[]): ReadonlyMap<number, bigint> => {
  const sums = new Map<number, bigint>();
  for (const { at, wh } of readings) sums.set(at, (sums.get(at) ?? 0n) + wh);
  return sums;
};

const sum = (readings: readonly ReadingAt[]): bigint => readings.reduce((total, { wh }) => total + wh, 0n);

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
