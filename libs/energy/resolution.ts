import { InvalidValue, quoted } from './invalid-value.js';

/** How long one value lasts: a quarter, an hour, a local day, a local month. */
export type Resolution = 'PT15M' | 'PT1H' | 'P1D' | 'P1M';

/** The resolutions that last the same everywhere; the length of a day or month depends on the calendar. */
export type FixedResolution = 'PT15M' | 'PT1H';

export const RESOLUTIONS: readonly Resolution[] = ['PT15M', 'PT1H', 'P1D', 'P1M'];

export const QUARTER_MS = 900_000;
export const HOUR_MS = 3_600_000;
export const QUARTERS_PER_HOUR = 4;

/** Length of one value in milliseconds. */
export const LENGTH_MS: Readonly<Record<FixedResolution, number>> = { PT15M: QUARTER_MS, PT1H: HOUR_MS };

export const isResolution = (text: unknown): text is Resolution => RESOLUTIONS.includes(text as Resolution);

export const isFixed = (resolution: Resolution): resolution is FixedResolution => resolution === 'PT15M' || resolution === 'PT1H';

/** @throws InvalidValue UNKNOWN_RESOLUTION */
export const parseResolution = (text: string): Resolution => {
  if (isResolution(text)) return text;
  throw new InvalidValue({
    code: 'UNKNOWN_RESOLUTION',
    en: `${quoted(text)} is not a resolution. Use PT15M, PT1H, P1D or P1M.`,
    da: `${quoted(text)} er ikke en opløsning. Brug PT15M, PT1H, P1D eller P1M.`,
  });
};

/**
 * How many values of this resolution fill [from, to), in epoch milliseconds.
 * @throws InvalidValue NOT_WHOLE when the interval is not a whole number of values, or ends before it begins
 */
export const countBetween = (from: number, to: number, resolution: FixedResolution): number => {
  const count = (to - from) / LENGTH_MS[resolution];
  if (Number.isInteger(count) && count >= 0) return count;
  throw new InvalidValue({
    code: 'NOT_WHOLE',
    en: `An interval of ${to - from} ms is not a whole number of ${resolution} values. Check its start and end.`,
    da: `Et interval på ${to - from} ms er ikke et helt antal ${resolution}-værdier. Kontrollér start og slut.`,
  });
};

/** Start of the value at `index` (from 0) of a series that begins at `from`; epoch milliseconds. Source: DataHub's documents, time of a point = start + (position - 1) x resolution. */
export const startOfValue = (from: number, index: number, resolution: FixedResolution): number => from + index * LENGTH_MS[resolution];
