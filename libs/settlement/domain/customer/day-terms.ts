import type { LocalDate } from '#energy';
import { chargePriceOn, type ChargePrice } from './charge-price.js';
import { covers, inForce } from './dated.js';
import { sameCharge } from './line-identity.js';
import type { Charge, Product, ProductPrice, SettlementInput, TaxReduction, VatRate } from './settlement-input.js';

export type ProductTerms = Readonly<{ product: Product; price: ProductPrice | undefined }>;
export type ChargeTerms = Readonly<{ charge: Charge; factor: bigint; price: ChargePrice | undefined }>;

/** All that is agreed and published for one local day of the point. What is missing is undefined, for the readiness check to name. */
export type DayTerms = Readonly<{
  date: LocalDate;
  contract: string | undefined;
  products: readonly ProductTerms[];
  charges: readonly ChargeTerms[];
  vat: VatRate | undefined;
  reducedTax: TaxReduction['prices'][number] | undefined;
}>;

/** The product that sets the price of energy; add-ons stand beside it. */
export const mainProduct = ({ products }: DayTerms): ProductTerms | undefined => products.find(({ product }) => product.kind !== 'addOn');

export const termsOfDay = (input: SettlementInput, date: LocalDate): DayTerms => {
  const contract = input.contracts.find((one) => covers(one, date));
  const products = (contract?.products ?? []).filter((one) => covers(one, date))
    .map(({ product }) => input.products.find(({ id }) => id === product)!)
    .map((product) => ({ product, price: inForce(product.prices, date) }));
  const { reduction } = input;
  return {
    date, contract: contract?.id, products,
    charges: input.charges.flatMap((charge) => chargeTerms(charge, input, date)),
    vat: inForce(input.vat, date),
    reducedTax: reduction && reduction.entitled.some((one) => covers(one, date)) ? inForce(reduction.prices, date) : undefined,
  };
};

/** One entry a charge, with the factors of all its links on that day added up. */
const chargeTerms = (charge: Charge, { links }: SettlementInput, date: LocalDate): readonly ChargeTerms[] => {
  if (charge.notBilled) return [];
  const linked = links.filter((link) => sameCharge(link, charge) && covers(link, date));
  if (linked.length === 0) return [];
  return [{ charge, factor: linked.reduce((sum, { factor }) => sum + factor, 0n), price: chargePriceOn(charge, date) }];
};

/**
 * Two days with the same text may be settled together; where it differs, the period is split. Compared are values, not versions:
 * publishing the same price again splits nothing. Prices that differ each interval or day by nature (spot, points) split nothing
 * either, nor does a fee, which stands for its day alone.
 */
export const termsText = ({ contract, products, charges, vat, reducedTax }: DayTerms): string => JSON.stringify([
  contract,
  products.map(({ product, price }) => [product.id, text(price?.marginPerKwh), text(price?.fixedPerKwh), text(price?.subscriptionPerMonth)]),
  charges.filter(({ charge }) => charge.type !== 'fee').map(({ charge, factor, price }) => [charge.owner, charge.type, charge.code, text(charge.type === 'tariff' ? undefined : factor), pricePart(price)]),
  text(vat?.rate), text(reducedTax?.price),
]);

const pricePart = (price: ChargePrice | undefined): readonly string[] => {
  switch (price?.kind) {
    case 'flat': return price.daily ? ['daily'] : [text(price.found.price)];
    case 'hours': return price.hours.map((hour) => text(hour.price));
    case 'grid': return ['grid'];
    case undefined: return [];
  }
};

const text = (value: bigint | undefined): string => (value === undefined ? '-' : value.toString());
