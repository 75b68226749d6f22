import { isWholeThousandths } from '../quantity.js';
import type { Fault } from '../findings.js';
import type { SeriesRule } from './rule.js';

/** D12: missing, estimated or measured; left out = measured. A05 and A06 belong to sums, not readings. Source: DataHub's documents, B5 and B6. */
export const qualitiesAreOfReadings: SeriesRule = ({ series, place }, findings) => {
  series.Period.Point.forEach(({ quality }, index) => {
    if (quality === undefined || quality.value === 'A02' || quality.value === 'A03' || quality.value === 'A04') return;
    findings.add(NOT_OF_A_READING, [...place, 'Period', 'Point', index, 'quality', 'value']);
  });
};

/** A missing value has no quantity, every other has one: missing is a state, never 0. Source: DataHub's documents, B4 and B9. */
export const quantityFitsQuality: SeriesRule = ({ series, place }, findings) => {
  series.Period.Point.forEach(({ quality, quantity }, index) => {
    const missing = quality?.value === 'A02';
    if (missing === (quantity === undefined)) return;
    findings.add(missing ? QUANTITY_THOUGH_MISSING : QUANTITY_ABSENT, [...place, 'Period', 'Point', index, ...(missing ? ['quantity'] : [])]);
  });
};

/** E86: not negative; E89: at most 10 digits before and 3 after the point. Source: DataHub's documents, B6. */
export const quantitiesAreInRange: SeriesRule = ({ series, place }, findings) => {
  series.Period.Point.forEach(({ quantity }, index) => {
    if (quantity === undefined) return;
    if (quantity < 0) findings.add(NEGATIVE, [...place, 'Period', 'Point', index, 'quantity']);
    if (!isWholeThousandths(quantity)) findings.add(TOO_MANY_DIGITS, [...place, 'Period', 'Point', index, 'quantity']);
  });
};

export const TOO_MANY_DIGITS: Fault = {
  code: 'E89', en: 'A quantity has at most 10 digits before and 3 after the point', da: 'En mængde har højst 10 cifre før og 3 efter kommaet',
};
const NEGATIVE: Fault = { code: 'E86', en: 'A quantity must not be negative', da: 'En mængde må ikke være negativ' };
const NOT_OF_A_READING: Fault = {
  code: 'D12', en: 'The quality of a reading is A02 (missing), A03 (estimated) or A04 (measured)', da: 'En målings kvalitet er A02 (mangler), A03 (estimeret) eller A04 (målt)',
};
const QUANTITY_THOUGH_MISSING: Fault = {
  code: 'QUANTITY_THOUGH_MISSING', en: 'A missing value (A02) has no quantity; leave it out, or give the quality it has', da: 'En manglende værdi (A02) har ingen mængde; udelad den, eller angiv den rigtige kvalitet',
};
const QUANTITY_ABSENT: Fault = {
  code: 'QUANTITY_ABSENT', en: 'A value that is not missing (A02) has a quantity; give it, or say that it is missing', da: 'En værdi, der ikke mangler (A02), har en mængde; angiv den, eller angiv at den mangler',
};
