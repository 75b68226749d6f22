import type { Reason } from '#kernel';

/** The market has not told us what the point is, so that its price area is not known. */
export const masterDataMissing = (day: string): Reason => ({
  code: 'MASTER_DATA_MISSING', path: '$.priceArea',
  en: `Nothing was stated about the metering point that holds on ${day}. State its master data.`,
  da: `Der er ikke oplyst noget om målepunktet, som gælder den ${day}. Oplys dets stamdata.`,
});

/** Several production points would be netted with the same consumption. */
export const exportAmbiguous = (children: readonly string[]): Reason => ({
  code: 'EXPORT_POINTS_AMBIGUOUS', path: '$.exportReadings',
  en: `More than one production point (E18) is a child of the point on the same day: ${children.join(', ')}. Correct the master data.`,
  da: `Mere end ét produktionsmålepunkt (E18) hører til målepunktet samme dag: ${children.join(', ')}. Ret stamdata.`,
});

/** The contract names a product of which nothing was ever published. */
export const productUnknown = (id: string): Reason => ({
  code: 'PRODUCT_UNKNOWN', path: '$.products',
  en: `The contract names the product ${id}, which is not known. Define it, or correct the contract.`,
  da: `Kontrakten nævner produktet ${id}, som ikke kendes. Opret det, eller ret kontrakten.`,
});

/** The calculation itself broke on this point. */
export const calculationFailed = (what: string): Reason => ({
  code: 'CALCULATION_FAILED',
  en: `The calculation stopped on this point: ${what}. Nothing was settled. Report it with the point and the period.`,
  da: `Beregningen gik i stå for dette målepunkt: ${what}. Intet er afregnet. Meld det med målepunkt og periode.`,
});
