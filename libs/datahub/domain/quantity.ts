/** Ten digits before the point and three after. Source: DataHub's documents, B6 (E89). */
const MOST_THOUSANDTHS = 9_999_999_999_999;

/**
 * The quantity of a document in whole thousandths of its unit (kWh → Wh). The argument comes from a decimal text of at most 15 digits, and so has
 * one double and one only; a product rounded to a whole number below 10^13 is then off by less than a hundredth before rounding, hence exact.
 */
export const thousandths = (quantity: number): number => Math.round(quantity * 1_000) + 0;

/** Whether `thousandths` says exactly what the quantity says, within the market's digits. */
export const isWholeThousandths = (quantity: number): boolean => {
  const scaled = thousandths(quantity);
  return Math.abs(scaled) <= MOST_THOUSANDTHS && scaled / 1_000 === quantity;
};
