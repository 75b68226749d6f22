import { sameCharge } from '../../domain/customer/line-identity.js';
import type { DateSpan } from '../../domain/customer/settlement-input.js';
import type { JsonPlace } from './json-place.js';
import { readChargeKey } from './read-charges.js';
import { readSpan } from './read-series.js';

/** Whether what the document names is there, once, and spans that may not overlap do not. */
export const checkReferences = (root: JsonPlace): void => {
  checkUnique(root.get('products').items(), (product) => product.get('id').text(), 'DUPLICATE_PRODUCT');
  checkUnique(root.get('charges').items(), chargeText, 'DUPLICATE_CHARGE');
  checkUnique(root.get('contracts').items(), (contract) => contract.get('id').text(), 'DUPLICATE_CONTRACT');
  checkUnique(root.get('billed').items(), (document) => document.get('id').text(), 'DUPLICATE_DOCUMENT');
  for (const contract of root.get('contracts').items()) {
    for (const used of contract.get('products').items()) {
      const [id, place] = [used.get('product').text(), used.get('product')];
      if (id !== undefined && !root.get('products').items().some((product) => product.get('id').text() === id)) {
        place.problem('UNKNOWN_PRODUCT', `There is no product ${id}. Add it to products or correct the id.`, `Der findes intet produkt ${id}. Tilføj det til products, eller ret id'et.`);
      }
    }
  }
  for (const link of root.get('links').items()) {
    const key = readChargeKey(link);
    if (key && !root.get('charges').items().some((charge) => { const other = readChargeKey(charge); return other && sameCharge(key, other); })) {
      link.get('code').problem('UNKNOWN_CHARGE', `There is no ${key.type} ${key.code} of ${key.owner}. Add it to charges.`, `Der findes ingen ${key.type} ${key.code} fra ${key.owner}. Tilføj den til charges.`);
    }
  }
  checkApart(root.get('supply').items(), () => '', 'SUPPLY_OVERLAPS');
  checkApart(root.get('contracts').items(), () => '', 'CONTRACTS_OVERLAP');
  checkApart(root.get('links').items(), chargeText, 'LINKS_OVERLAP');
  checkApart(root.get('electricityTaxReduction').get('entitled').items(), () => '', 'ENTITLEMENTS_OVERLAP');
  if (root.get('exportCoupled').isGiven && !root.get('exportReadings').isGiven) {
    root.get('exportCoupled').problem('NO_EXPORT', 'exportCoupled says when exportReadings are measured. Add exportReadings (perhaps empty).', 'exportCoupled siger, hvornår exportReadings måles. Tilføj exportReadings (eventuelt tom).');
  }
};

const chargeText = (place: JsonPlace): string | undefined => {
  const key = readChargeKey(place);
  return key && JSON.stringify([key.owner, key.type, key.code]);
};

const checkUnique = (places: readonly JsonPlace[], keyOf: (place: JsonPlace) => string | undefined, code: string): void => {
  const seen = new Set<string>();
  for (const place of places) {
    const key = keyOf(place);
    if (key !== undefined && seen.has(key)) place.problem(code, `This stands twice: ${key}. Keep one.`, `Dette står to gange: ${key}. Behold det ene.`);
    else if (key !== undefined) seen.add(key);
  }
};

/** Spans of the same key must not share a day. */
const checkApart = (places: readonly JsonPlace[], keyOf: (place: JsonPlace) => string | undefined, code: string): void => {
  const spans = places.flatMap((place) => {
    const [span, key] = [readSpan(place), keyOf(place)];
    return span && key !== undefined ? [{ place, span, key }] : [];
  }).sort((a, b) => (a.key + a.span.from < b.key + b.span.from ? -1 : 1));
  spans.forEach(({ place, span, key }, at) => {
    const before = spans[at - 1];
    if (before?.key === key && reaches(before.span, span.from)) {
      place.problem(code, `This begins (${span.from}) before the one before it ends (${before.span.to ?? 'never'}). Correct one of the two.`, `Dette begynder (${span.from}), før det forrige slutter (${before.span.to ?? 'aldrig'}). Ret et af dem.`);
    }
  });
};

const reaches = ({ to }: DateSpan, date: string): boolean => to === undefined || to > date;
