import { InvalidValue, quoted } from './invalid-value.js';

/** How a value came about, in our word. */
export type Quality = 'missing' | 'estimated' | 'measured' | 'incomplete' | 'calculated';

/** The same in the market's code. */
export type QualityCode = 'A02' | 'A03' | 'A04' | 'A05' | 'A06';

/** Source: DataHub's documents, list of codes: quality (CIM). */
const WORD_OF_CODE: Readonly<Record<QualityCode, Quality>> = { A02: 'missing', A03: 'estimated', A04: 'measured', A05: 'incomplete', A06: 'calculated' };
const CODE_OF_WORD: Readonly<Record<Quality, QualityCode>> = { missing: 'A02', estimated: 'A03', measured: 'A04', incomplete: 'A05', calculated: 'A06' };

export const QUALITIES = Object.keys(CODE_OF_WORD) as readonly Quality[];

/**
 * The word for a code. In a reading a code left out means measured.
 * @throws InvalidValue UNKNOWN_QUALITY
 */
export const qualityOfCode = (code: string | undefined): Quality => {
  if (code === undefined) return 'measured';
  if (Object.hasOwn(WORD_OF_CODE, code)) return WORD_OF_CODE[code as QualityCode];
  throw new InvalidValue({
    code: 'UNKNOWN_QUALITY',
    en: `${quoted(code)} is not a quality. Use A02, A03, A04, A05 or A06.`,
    da: `${quoted(code)} er ikke en kvalitet. Brug A02, A03, A04, A05 eller A06.`,
  });
};

export const codeOfQuality = (quality: Quality): QualityCode => CODE_OF_WORD[quality];
