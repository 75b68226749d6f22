import { MOST_WH } from './reading-values.js';

/**
 * Import and export of the same interval, netted interval by interval: what is left of the import is billed, what is left of the
 * export is credited at spot without margin, tariffs or tax. The four arrays have one length; the last two are overwritten.
 * False when a difference does not fit 32 bits; then the contents of the last two mean nothing.
 * Source: own rule for solar, net per interval.
 */
export const netPerInterval = (importWh: Int32Array, exportWh: Int32Array, billedWh: Int32Array, creditedWh: Int32Array): boolean => {
  let widest = 0;
  for (let i = 0; i < importWh.length; i++) {
    const net = importWh[i]! - exportWh[i]!;
    billedWh[i] = net > 0 ? net : 0;
    creditedWh[i] = net < 0 ? -net : 0;
    widest = Math.max(widest, Math.abs(net));
  }
  return widest <= MOST_WH;
};
