/** How a quantity came to be, in the order in which sets of qualities are printed. */
export const QUALITIES = ['missing', 'estimated', 'measured', 'calculated'] as const;
export type Quality = (typeof QUALITIES)[number];

/** A set of qualities as bits, so that the union of a million values is a million cheap operations. */
export type QualitySet = number;

export const NO_QUALITIES: QualitySet = 0;
export const isQuality = (text: string): text is Quality => QUALITIES.includes(text as Quality);
export const qualitySet = (quality: Quality): QualitySet => 1 << QUALITIES.indexOf(quality);
export const CALCULATED = qualitySet('calculated');
export const MISSING = qualitySet('missing');

/** The qualities in the set, in the order of `QUALITIES`. */
export const qualitiesIn = (set: QualitySet): readonly Quality[] => QUALITIES.filter((quality) => (set & qualitySet(quality)) !== 0);
