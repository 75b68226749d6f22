import { divideHalfEven } from '#energy';

/**
 * Spreads a document's VAT over its lines in proportion to their amounts, each share rounded, the last line taking what is left,
 * so that the shares add up to the document's VAT. In øre.
 */
export const spreadVat = (amountsOere: readonly bigint[], vatOere: bigint): readonly bigint[] => {
  const total = amountsOere.reduce((sum, amount) => sum + amount, 0n);
  let left = vatOere;
  return amountsOere.map((amount, at) => {
    const share = at === amountsOere.length - 1 ? left : total === 0n ? 0n : divideHalfEven(vatOere * amount, total);
    left -= share;
    return share;
  });
};
