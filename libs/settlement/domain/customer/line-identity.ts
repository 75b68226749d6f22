import type { ChargeKey } from './settlement-input.js';

/**
 * What a line is about, the same in every settlement and correction of the point. Lines are matched by this alone:
 * matching by order or name once turned a correction of +32 into -248.
 */
export type LineIdentity =
  | Readonly<{ source: 'spot'; component: 'consumption' | 'surplus' }>
  | Readonly<{ source: 'product'; product: string; component: 'energy' | 'margin' | 'fixed' | 'subscription' }>
  | Readonly<{ source: 'charge' } & ChargeKey>;

/** The identity as text, for keys: `spot/consumption`, `product/green/margin`, `charge/5790000432752/tariff/40000`. */
export const identityText = (identity: LineIdentity): string => {
  switch (identity.source) {
    case 'spot': return ['spot', identity.component].join('/');
    case 'product': return ['product', escaped(identity.product), identity.component].join('/');
    case 'charge': return ['charge', escaped(identity.owner), identity.type, escaped(identity.code)].join('/');
  }
};

export const sameCharge = (a: ChargeKey, b: ChargeKey): boolean => a.owner === b.owner && a.type === b.type && a.code === b.code;

/** A slash inside a product id or code must not make two identities one. */
const escaped = (text: string): string => text.replaceAll('%', '%25').replaceAll('/', '%2F');
