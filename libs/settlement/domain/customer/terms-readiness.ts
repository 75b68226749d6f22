import { type LocalDate, nextDay } from '#energy';
import { mainProduct } from './day-terms.js';
import { type MissingCode, type MissingInput, missingOn, missingWholly } from './missing-input.js';
import type { SettlementInput } from './settlement-input.js';
import type { SettledDay } from './segments.js';
import { entitlementOf, limitOf } from './tax-reduction.js';

type Gap = Readonly<{ code: MissingCode; what: string; path?: string }>;

/** What is not agreed or published for the settled days: contract, products, charges, VAT, reduced tax. One reason for each kind and thing, with its days. */
export const missingTerms = (input: SettlementInput, days: readonly SettledDay[]): readonly MissingInput[] => {
  const gaps = new Map<string, { gap: Gap; days: LocalDate[] }>();
  for (const { terms } of days) {
    for (const gap of [...productGaps(terms), ...chargeGaps(input, terms), ...taxGaps(input, terms)]) {
      const key = `${gap.code} ${gap.what}`;
      const known = gaps.get(key) ?? { gap, days: [] };
      known.days.push(terms.date);
      gaps.set(key, known);
    }
  }
  const found = [...gaps.values()].flatMap(({ gap, days: dates }) => missingOn(gap.code, dates, nextDay, gap.what, gap.path));
  return [...found, ...usedBeforeGap(input, days)];
};

const productGaps = (terms: SettledDay['terms']): readonly Gap[] => {
  if (terms.contract === undefined) return [{ code: 'CONTRACT_MISSING', what: '', path: '$.contracts' }];
  const mains = terms.products.filter(({ product }) => product.kind !== 'addOn');
  const count: readonly Gap[] = mains.length === 1 ? [] : [mains.length === 0
    ? { code: 'MAIN_PRODUCT_MISSING', what: '', path: '$.contracts' }
    : { code: 'MAIN_PRODUCT_AMBIGUOUS', what: mains.map(({ product }) => product.id).join(', '), path: '$.contracts' }];
  const unpriced = terms.products.filter(({ product: { kind }, price }) => {
    if (!price) return true;
    if (kind === 'fixed') return price.fixedPerKwh === undefined;
    return kind === 'addOn' ? price.marginPerKwh === undefined && price.subscriptionPerMonth === undefined : price.marginPerKwh === undefined;
  });
  return [...count, ...unpriced.map(({ product }): Gap => ({ code: 'PRODUCT_PRICE_MISSING', what: product.id, path: '$.products' }))];
};

const chargeGaps = ({ requiredCategories }: SettlementInput, { charges }: SettledDay['terms']): readonly Gap[] => [
  ...requiredCategories.filter((category) => !charges.some(({ charge }) => charge.category === category && charge.type === 'tariff'))
    .map((what): Gap => ({ code: 'CHARGE_NOT_LINKED', what, path: '$.links' })),
  ...charges.filter(({ price }) => price === undefined)
    .map(({ charge }): Gap => ({ code: 'CHARGE_PRICE_MISSING', what: `${charge.owner} ${charge.type} ${charge.code}`, path: '$.charges' })),
];

const taxGaps = ({ reduction }: SettlementInput, { date, vat, reducedTax }: SettledDay['terms']): readonly Gap[] => {
  const gaps: Gap[] = vat ? [] : [{ code: 'VAT_MISSING', what: '', path: '$.vat' }];
  const entitled = reduction && entitlementOf(reduction, date);
  if (!entitled) return gaps;
  if (!reducedTax) gaps.push({ code: 'REDUCED_TAX_MISSING', what: '', path: '$.electricityTaxReduction.prices' });
  if (!reduction.fullRate && limitOf(entitled.entitlement, entitled.year, reduction.limits) === undefined) {
    gaps.push({ code: 'TAX_LIMIT_MISSING', what: '', path: '$.electricityTaxReduction.limits' });
  }
  return gaps;
};

/** The year's use so far must be known when the entitlement began before the first settled day. */
const usedBeforeGap = ({ reduction }: SettlementInput, days: readonly SettledDay[]): readonly MissingInput[] => {
  const first = days[0]?.terms.date;
  if (!reduction || reduction.fullRate || reduction.usedBeforeWh !== undefined || first === undefined) return [];
  const entitled = entitlementOf(reduction, first);
  return entitled && entitled.entitlement.from < first ? [missingWholly('USED_BEFORE_MISSING', '$.electricityTaxReduction.usedBeforeKwh')] : [];
};

/** Products priced by spot on these days, for the completeness of spot prices. */
export const isSpotPriced = ({ terms }: SettledDay): boolean => {
  const kind = mainProduct(terms)?.product.kind;
  return kind === 'spot' || kind === 'spotAllIn';
};
