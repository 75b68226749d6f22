import { type Decider, type MessageRef, Rejected, unreachable } from '#kernel';
import type { ProductEvent } from './events.js';
import { isAlreadySo, type Registration, type Remembered } from './registrations.js';
import type { ProductPrice, ProductTerms } from './terms.js';

export type DefineProduct = Readonly<{ type: 'DefineProduct'; data: ProductTerms & Readonly<{ source?: MessageRef }> }>;
export type PublishProductPrice = Readonly<{ type: 'PublishProductPrice'; data: Readonly<{ id: string; source?: MessageRef }> & ProductPrice; registration: Registration }>;
export type ProductCommand = DefineProduct | PublishProductPrice;

/** What a product is, and which prices were published for it. */
export type Product = Readonly<{ terms?: ProductTerms; prices: readonly Remembered[] }>;

export const product: Decider<Product, ProductCommand, ProductEvent> = {
  initial: { prices: [] },
  evolve(state, event) {
    switch (event.type) {
      case 'ProductDefined':
        return { ...state, terms: { id: event.data.id, name: event.data.name, kind: event.data.kind } };
      case 'ProductPricePublished':
        return { ...state, prices: [...state.prices, remembered(event.data)] };
      default:
        return unreachable(event);
    }
  },
  decide(command, state) {
    switch (command.type) {
      case 'DefineProduct': return define(command, state);
      case 'PublishProductPrice': return publish(command, state);
      default: return unreachable(command);
    }
  },
};

/** `product-<id>`. */
export const productStream = (id: string): string => `product-${id}`;

const define = ({ data }: DefineProduct, { terms, prices }: Product): ProductEvent[] => {
  if (terms?.name === data.name && terms.kind === data.kind) return [];
  if (terms && terms.kind !== data.kind && prices.length > 0) {
    throw new Rejected('PRODUCT_KIND_IN_USE', {
      product: data.id, kind: terms.kind, wanted: data.kind, detail: `Prices of ${data.id} are published for the kind ${terms.kind}; another kind would change what they mean. Use another id.`,
    });
  }
  return [{ type: 'ProductDefined', data }];
};

const publish = ({ data, registration }: PublishProductPrice, { terms, prices }: Product): ProductEvent[] => {
  const { id } = data;
  if (!terms) throw new Rejected('PRODUCT_NOT_DEFINED', { product: id, detail: `Nobody has said what ${id} is. Define the product, then publish its prices.` });
  const fixed = terms.kind === 'fixed';
  if (fixed ? data.fixedDkkPerKwh === undefined || data.marginDkkPerKwh !== undefined : data.fixedDkkPerKwh !== undefined) {
    throw new Rejected('PRICE_DOES_NOT_FIT', {
      product: id, kind: terms.kind, detail: `${id} is of the kind ${terms.kind}: a fixed product has fixedDkkPerKwh, every other kind marginDkkPerKwh. Remove the other or correct the kind.`,
    });
  }
  return isAlreadySo(prices, remembered(data), registration) ? [] : [{ type: 'ProductPricePublished', data }];
};

const remembered = ({ from, to, marginDkkPerKwh, fixedDkkPerKwh, subscriptionDkkPerMonth, registeredAt }: ProductPrice): Remembered =>
  ({ from, registeredAt, content: JSON.stringify([to ?? null, marginDkkPerKwh ?? null, fixedDkkPerKwh ?? null, subscriptionDkkPerMonth ?? null]) });
