import { InvalidValue, scaledFromText } from '#energy';
import type { Reason } from '#kernel';
import { COARSEST_UNITS_PER_DKK, FINEST_UNITS_PER_DKK, type ScaledPrices } from './prices.js';

const FEWEST_DECIMALS = Math.log10(COARSEST_UNITS_PER_DKK);
const MOST_DECIMALS = Math.log10(FINEST_UNITS_PER_DKK);

/**
 * Prices in DKK per kWh as text, null for a missing one, as whole numbers in the coarsest unit that holds all of them exactly
 * (millionths, or finer when a price has more decimals). Everything wrong is in `problems`, with the place below `path`.
 */
export const pricesFromTexts = (
  texts: readonly (string | null)[], path = '$',
): Readonly<{ ok: true; prices: ScaledPrices } | { ok: false; problems: readonly Reason[] }> => {
  const problems: Reason[] = [];
  const exact = texts.map((text, at) => {
    if (text === null) return null;
    try {
      return scaledFromText(text, MOST_DECIMALS);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      problems.push(error.reasonAt(`${path}[${at}]`));
      return null;
    }
  });
  const decimals = decimalsNeeded(exact);
  const finer = 10n ** BigInt(MOST_DECIMALS - decimals);
  const values = Float64Array.from(exact, (price) => (price === null ? Number.NaN : Number(price / finer)));
  values.forEach((value, at) => {
    if (!Number.isNaN(value) && !Number.isSafeInteger(value)) problems.push(tooLarge(`${path}[${at}]`, decimals));
  });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, prices: { values, unitsPerDkk: 10 ** decimals } };
};

const decimalsNeeded = (prices: readonly (bigint | null)[]): number => {
  for (let decimals = FEWEST_DECIMALS; decimals < MOST_DECIMALS; decimals++) {
    const unit = 10n ** BigInt(MOST_DECIMALS - decimals);
    if (prices.every((price) => price === null || price % unit === 0n)) return decimals;
  }
  return MOST_DECIMALS;
};

const tooLarge = (path: string, decimals: number): Reason => ({
  code: 'OUT_OF_RANGE',
  en: `The price is too large to be kept exactly with ${decimals} decimals. Check its unit: DKK per kWh is meant.`,
  da: `Prisen er for stor til at gemmes nøjagtigt med ${decimals} decimaler. Kontrollér enheden: der menes kr. pr. kWh.`,
  path,
});
