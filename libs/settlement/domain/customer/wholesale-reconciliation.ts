import { divideHalfEven } from '#energy';

/** A charge line as we or the hub computed it; `id` is the stable key of the charge, never its description. Amounts in millionths of DKK. */
export type WholesaleLine = Readonly<{ id: string; amountMicro: bigint }>;

export type WholesaleDifference = Readonly<{ id: string; oursMicro?: bigint; hubMicro?: bigint; differenceMicro: bigint; status: 'Matched' | 'Discrepancy' }>;

export type WholesaleReconciliation = Readonly<{
  status: 'Pending' | 'Matched' | 'Discrepancy';
  lines: readonly WholesaleDifference[];
  oursMicro: bigint; hubMicro: bigint; differenceMicro: bigint;
  /** Ours less the hub's, in percent of the hub's, at 4 decimals (10^4); undefined when the hub's sum is zero. */
  percentTimes10000?: bigint;
}>;

const PERCENT = 100n;
const FOUR_DECIMALS = 10_000n;

/**
 * Our lines against the hub's (RSM-019), by charge. Lines that only one side has are discrepancies and are shown. Undefined from the hub = not there yet.
 * A difference within the tolerance matches.
 */
export const reconcileWholesale = (ours: readonly WholesaleLine[], hub: readonly WholesaleLine[] | undefined, toleranceMicro: bigint): WholesaleReconciliation => {
  const oursMicro = sum(ours);
  if (hub === undefined) return { status: 'Pending', lines: [], oursMicro, hubMicro: 0n, differenceMicro: oursMicro };
  const [mine, theirs] = [byId(ours), byId(hub)];
  const lines = [...new Set([...mine.keys(), ...theirs.keys()])].map((id): WholesaleDifference => {
    const [a, b] = [mine.get(id), theirs.get(id)];
    const differenceMicro = (a ?? 0n) - (b ?? 0n);
    const matches = a !== undefined && b !== undefined && isWithin(differenceMicro, toleranceMicro);
    return { id, oursMicro: a, hubMicro: b, differenceMicro, status: matches ? 'Matched' : 'Discrepancy' };
  });
  const hubMicro = sum(hub);
  const differenceMicro = oursMicro - hubMicro;
  return {
    status: lines.every(({ status }) => status === 'Matched') ? 'Matched' : 'Discrepancy', lines, oursMicro, hubMicro, differenceMicro,
    ...(hubMicro === 0n ? {} : { percentTimes10000: divideHalfEven(differenceMicro * PERCENT * FOUR_DECIMALS, hubMicro) }),
  };
};

const byId = (lines: readonly WholesaleLine[]): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { id, amountMicro } of lines) sums.set(id, (sums.get(id) ?? 0n) + amountMicro);
  return sums;
};

const sum = (lines: readonly WholesaleLine[]): bigint => lines.reduce((total, { amountMicro }) => total + amountMicro, 0n);

const isWithin = (difference: bigint, tolerance: bigint): boolean => difference <= tolerance && -difference <= tolerance;
