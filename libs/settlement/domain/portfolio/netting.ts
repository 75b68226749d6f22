import { MOST_WH } from './reading-values.js';

/**
 * Import and export of the same interval, netted interval by interval: what is left of the import is billed, what is left of the
 * export is credited at spot without margin, tariffs or tax. Where nothing was exported nothing is credited: a negative import (a meter's
 * correction) is billed as it is. The four arrays have one length; the last two are overwritten.
 * False when a difference does not fit 32 bits; then the contents of the last two mean nothing.
 * Source: own rule for solar, net per interval.
 */
export const netPerInterval = (importWh: Int32Array, exportWh: Int32Array, billedWh: Int32Array, creditedWh: Int32Array): boolean => {
  let widest = 0;
  for (let i = 0; i < importWh.length; i++) {
    const net = importWh[i]! - exportWh[i]!;
    const isSurplus = net < 0 && exportWh[i]! > 0;
    billedWh[i] = isSurplus ? 0 : net;
    creditedWh[i] = isSurplus ? -net : 0;
    widest = Math.max(widest, Math.abs(net));
  }
  return widest <= MOST_WH;
};
