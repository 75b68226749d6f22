import type { Market } from './market.js';
import type { ElectricHeating, PartTerms, PointTerms } from './terms.js';

/**
 * Terms that cannot be meant are a mistake of the loader, not a missing input of the point: all of them at once, in one error.
 * A rate that is not known (null) passes; it stops the point later, with a reason.
 * @throws RangeError
 */
export const checkPoint = (terms: PointTerms, market: Market, points: number): void => {
  const mistakes = mistakesIn(terms, market, points);
  if (mistakes.length > 0) throw new RangeError(`Terms of point ${terms.point} in the run: ${mistakes.join('; ')}`);
};

const mistakesIn = (terms: PointTerms, market: Market, points: number): string[] => {
  const mistakes: string[] = [];
  if (!isIndex(terms.point, points)) mistakes.push(`its number must be from 0 to ${points - 1}`);
  if (terms.parts.length === 0) mistakes.push('there must be at least one part');
  let before: PartTerms | undefined;
  for (const part of terms.parts) {
    addMistakesInPart(part, before, market, mistakes);
    before = part;
  }
  return mistakes;
};

const addMistakesInPart = (part: PartTerms, before: PartTerms | undefined, market: Market, mistakes: string[]): void => {
  const notBefore = before?.toDay ?? 0;
  const where = () => `part of days [${part.fromDay}, ${part.toDay})`;
  const wholeDays = Number.isInteger(part.fromDay) && Number.isInteger(part.toDay);
  if (!wholeDays || part.fromDay < notBefore || part.toDay <= part.fromDay || part.toDay > market.days) {
    mistakes.push(`${where()}: must be whole days, not empty, from ${notBefore} on and end by ${market.days}`);
  }
  if (part.resolution !== 'PT1H' && part.resolution !== 'PT15M') mistakes.push(`${where()}: resolution ${String(part.resolution)} must be PT1H or PT15M`);
  for (const name of SERIES) {
    if (!isIndexOrNull(part[name], market.prices.length)) mistakes.push(`${where()}: ${name} ${part[name]} must be null or below the market's ${market.prices.length} series of prices`);
  }
  for (const rate of RATES) {
    if (!isWholeOrNull(part[rate] ?? null)) mistakes.push(`${where()}: ${rate} ${part[rate]} must be null or a whole number of millionths`);
  }
  if (part.fixedPrice !== undefined && part.marginInEnergy) mistakes.push(`${where()}: a fixed price has no margin in it`);
  if (part.electricHeating && !isSoundHeating(part.electricHeating, before)) {
    mistakes.push(`${where()}: electric heating needs a whole or null rate and whole watt-hours, or a part before it that has a limit`);
  }
};

const isSoundHeating = ({ reducedTax, fullTax }: ElectricHeating, before: PartTerms | undefined): boolean => {
  if (!isWholeOrNull(reducedTax)) return false;
  if (fullTax.by === 'hub') return Number.isSafeInteger(fullTax.wh);
  if (fullTax.by === 'limit') return Number.isSafeInteger(fullTax.leftWh);
  return before?.electricHeating !== undefined && before.electricHeating.fullTax.by !== 'hub';
};

const SERIES = ['spotPrices', 'gridTariff'] as const satisfies readonly (keyof PartTerms)[];
const RATES = [
  'fixedPrice', 'margin', 'systemTariff', 'transmissionTariff', 'electricityTax', 'gridSubscription', 'supplierSubscription', 'vat',
] as const satisfies readonly (keyof PartTerms)[];

const isIndex = (value: number, count: number): boolean => Number.isInteger(value) && value >= 0 && value < count;
const isIndexOrNull = (value: number | null, count: number): boolean => value === null || isIndex(value, count);
const isWholeOrNull = (value: number | null): boolean => value === null || Number.isSafeInteger(value);
