import type { Reason } from '#kernel';

/** Why a point was stopped, as bits: the threads write numbers, people read `reasonsOf`. */
export const STOP = {
  noTerms: 1 << 0,
  missingReadings: 1 << 1,
  missingExportReadings: 1 << 2,
  missingSpotPrices: 1 << 3,
  missingFixedPrice: 1 << 4,
  missingMargin: 1 << 5,
  missingGridTariff: 1 << 6,
  missingSystemTariff: 1 << 7,
  missingTransmissionTariff: 1 << 8,
  missingElectricityTax: 1 << 9,
  missingReducedElectricityTax: 1 << 10,
  missingGridSubscription: 1 << 11,
  missingSupplierSubscription: 1 << 12,
  missingVat: 1 << 13,
  tooLarge: 1 << 14,
} as const;

const REASONS: readonly (readonly [bit: number, reason: Reason])[] = [
  [STOP.noTerms, {
    code: 'NO_TERMS',
    en: 'The run got no contract and readings for the point. Check that it has a supply period in the month.',
    da: 'Kørslen fik hverken kontrakt eller måledata for målepunktet. Kontrollér, at det har en leveranceperiode i måneden.',
  }],
  [STOP.missingReadings, {
    code: 'MISSING_READINGS',
    en: 'Readings are missing. Request them from DataHub; a missing value is not 0.',
    da: 'Der mangler måledata. Anmod om dem hos DataHub; en manglende værdi er ikke 0.',
  }],
  [STOP.missingExportReadings, {
    code: 'MISSING_EXPORT_READINGS',
    en: 'Readings of the export are missing, so that nothing can be netted. Request them from DataHub.',
    da: 'Der mangler måledata for levering til nettet, så der kan ikke nettoafregnes. Anmod om dem hos DataHub.',
  }],
  [STOP.missingSpotPrices, missingPrice('MISSING_SPOT_PRICES', 'spot prices of the price area', 'spotpriser for prisområdet')],
  [STOP.missingFixedPrice, missingPrice('MISSING_FIXED_PRICE', 'the energy price of the fixed-price product', 'energiprisen på fastprisproduktet')],
  [STOP.missingMargin, missingPrice('MISSING_MARGIN', "the product's margin", 'produktets tillæg')],
  [STOP.missingGridTariff, missingPrice('MISSING_GRID_TARIFF', "the grid company's tariff", 'netselskabets tarif')],
  [STOP.missingSystemTariff, missingPrice('MISSING_SYSTEM_TARIFF', 'the system tariff', 'systemtariffen')],
  [STOP.missingTransmissionTariff, missingPrice('MISSING_TRANSMISSION_TARIFF', 'the transmission tariff', 'transmissionstariffen')],
  [STOP.missingElectricityTax, missingPrice('MISSING_ELECTRICITY_TAX', 'the electricity tax', 'elafgiften')],
  [STOP.missingReducedElectricityTax, missingPrice('MISSING_REDUCED_ELECTRICITY_TAX', 'the reduced electricity tax', 'den reducerede elafgift')],
  [STOP.missingGridSubscription, missingPrice('MISSING_GRID_SUBSCRIPTION', "the grid company's subscription", 'netselskabets abonnement')],
  [STOP.missingSupplierSubscription, missingPrice('MISSING_SUPPLIER_SUBSCRIPTION', "the product's subscription", 'produktets abonnement')],
  [STOP.missingVat, missingPrice('MISSING_VAT', 'the VAT rate', 'momssatsen')],
  [STOP.tooLarge, {
    code: 'TOO_LARGE',
    en: 'A quantity or amount is too large for a portfolio run. Check the readings; if they are right, settle the point by itself.',
    da: 'En mængde eller et beløb er for stort til en porteføljekørsel. Kontrollér måledata; er de rigtige, afregnes målepunktet for sig.',
  }],
];

/** The bits in words, in a fixed order. */
export const reasonsOf = (bits: number): readonly Reason[] => REASONS.filter(([bit]) => (bits & bit) !== 0).map(([, reason]) => reason);

function missingPrice(code: string, en: string, da: string): Reason {
  return {
    code,
    en: `A price is missing for some of the days: ${en}. Load it and settle the point again.`,
    da: `Der mangler en pris for nogle af dagene: ${da}. Indlæs den, og afregn målepunktet igen.`,
  };
}
