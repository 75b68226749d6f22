import type { SchemaObject } from 'ajv';

/** JSON schemas of what comes in on the topics of prices. Form only: what the figures may be is said by the rules of the domain. */
const text = (pattern: string, extra: SchemaObject = {}): SchemaObject => ({ type: 'string', pattern, ...extra });
const object = (required: readonly string[], properties: Readonly<Record<string, SchemaObject>>): SchemaObject => ({ type: 'object', additionalProperties: false, required: [...required], properties });
const oneOf = (...values: readonly string[]): SchemaObject => ({ type: 'string', enum: [...values] });

const DAY = text('^\\d{4}-\\d{2}-\\d{2}$');
const INSTANT = text('^\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z$');
const DECIMAL = text('^-?\\d+(\\.\\d+)?$', { maxLength: 64 });
const DECIMAL_OR_MISSING: SchemaObject = { ...DECIMAL, type: ['string', 'null'] };
const NAME: SchemaObject = { type: 'string', minLength: 1, maxLength: 200 };
const days = { from: DAY, to: DAY, registeredAt: INSTANT };

/** Codes of charges: at most 20 visible characters, blanks inside. Source: market facts, identifiers (10 characters; older ones are longer). */
export const CODE_PATTERN = '^[!-.0-~](?:[ -.0-~]{0,18}[!-.0-~])?$';
export const PRODUCT_ID_PATTERN = '^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$';
const MOST_PRICES = 1_000;

const chargePrice = object(['from'], { ...days, price: DECIMAL, hours: { type: 'array', items: DECIMAL }, points: { type: 'array', items: DECIMAL_OR_MISSING } });
const productPrice = object(['from'], { ...days, marginDkkPerKwh: DECIMAL, fixedDkkPerKwh: DECIMAL, subscriptionDkkPerMonth: DECIMAL });

const CHARGE: SchemaObject = {
  ...object(['owner', 'type', 'code'], {
    owner: text('^\\d{13}$'), type: oneOf('tariff', 'subscription', 'fee'), code: text(CODE_PATTERN),
    terms: object(['name', 'category', 'resolution', 'tax', 'notBilled', 'vatClass'], {
      name: NAME, category: oneOf('grid', 'system', 'transmission', 'balance', 'electricityTax', 'other'), resolution: oneOf('PT15M', 'PT1H', 'P1D', 'P1M'),
      tax: { type: 'boolean' }, notBilled: { type: 'boolean' }, vatClass: oneOf('D01', 'D02'),
    }),
    prices: { type: 'array', minItems: 1, maxItems: MOST_PRICES, items: chargePrice },
  }),
  minProperties: 4,
};

const PRODUCT: SchemaObject = {
  ...object(['id'], {
    id: text(PRODUCT_ID_PATTERN), terms: object(['name', 'kind'], { name: NAME, kind: oneOf('spot', 'spotAllIn', 'fixed', 'addOn') }),
    prices: { type: 'array', minItems: 1, maxItems: MOST_PRICES, items: productPrice },
  }),
  minProperties: 2,
};

const SPOT = object(['area', 'resolution', 'from', 'prices'], {
  area: oneOf('DK1', 'DK2'), resolution: oneOf('PT15M', 'PT1H'), from: INSTANT, prices: { type: 'array', items: DECIMAL_OR_MISSING }, registeredAt: INSTANT,
});

const RATE = object(['name', 'from', 'value'], { name: oneOf('vat', 'taxLimit', 'reducedTax'), ...days, value: DECIMAL });

/** Most records of one document. */
export const MOST_RECORDS = 10_000;

const envelope = (record: SchemaObject): SchemaObject => object(['sender', 'documentId', 'createdAt', 'records'], {
  sender: text('^[A-Za-z0-9][A-Za-z0-9_.:@+-]{0,99}$'), documentId: text('^[A-Za-z0-9][A-Za-z0-9_.:@+-]{0,199}$'), createdAt: INSTANT,
  records: { type: 'array', minItems: 1, maxItems: MOST_RECORDS, items: record },
});

export const CHARGE_DOCUMENT = envelope(CHARGE);
export const PRODUCT_DOCUMENT = envelope(PRODUCT);
export const SPOT_DOCUMENT = envelope(SPOT);
export const RATE_DOCUMENT = envelope(RATE);
