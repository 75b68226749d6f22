import type { RecordSchema } from '#datahub/published';
import { BILLING_FREQUENCIES, CHARGE_CODE, CHARGE_TYPES, CUSTOMER_KINDS, DAY, GLN, GREATEST_FACTOR, GSRN, KWH, LONGEST_PAYMENT_DAYS, MOST_PRODUCTS, REASON_CODE, REFERENCE, SWITCH_PROCESSES } from '../domain/shapes.js';

const text = (pattern: RegExp) => ({ type: 'string', pattern: pattern.source });
const oneOf = (values: readonly string[]) => ({ type: 'string', enum: values });
const [reference, day, gsrn] = [text(REFERENCE), text(DAY), text(GSRN)];

export const CUSTOMER_SCHEMA: RecordSchema = { fields: { customerId: reference, kind: oneOf(CUSTOMER_KINDS) }, required: ['customerId', 'kind'] };

export const SUPPLY_SCHEMA: RecordSchema = {
  fields: {
    action: oneOf(['start', 'end', 'correctStart', 'reverse']), gsrn, supplyId: reference, customerId: reference, from: day, to: day, reason: text(REASON_CODE), process: oneOf(SWITCH_PROCESSES),
  },
  required: ['action', 'gsrn', 'supplyId'],
};

/** What each action needs besides, and what it may have. */
export const SUPPLY_ACTIONS: Readonly<Record<string, Readonly<{ needs: readonly string[]; may: readonly string[] }>>> = {
  start: { needs: ['customerId', 'from'], may: ['to'] },
  end: { needs: ['to', 'reason'], may: [] },
  correctStart: { needs: ['from'], may: [] },
  reverse: { needs: ['reason'], may: ['process'] },
};

export const CONTRACT_SCHEMA: RecordSchema = {
  fields: {
    contractId: reference, gsrn, customerId: reference, payerId: reference, from: day, to: day,
    products: {
      type: 'array', minItems: 1, maxItems: MOST_PRODUCTS,
      items: { type: 'object', properties: { product: reference, from: day, to: day }, required: ['product'], additionalProperties: false },
    },
    billingFrequency: oneOf(BILLING_FREQUENCIES), paymentDays: { type: 'integer', minimum: 0, maximum: LONGEST_PAYMENT_DAYS },
  },
  required: ['contractId', 'gsrn', 'customerId', 'from', 'products', 'billingFrequency', 'paymentDays'],
};

export const LINK_SCHEMA: RecordSchema = {
  fields: { gsrn, owner: text(GLN), type: oneOf(CHARGE_TYPES), code: text(CHARGE_CODE), from: day, to: day, factor: { type: 'integer', minimum: 0, maximum: GREATEST_FACTOR } },
  required: ['gsrn', 'owner', 'type', 'code', 'from'],
};

export const HEATING_SCHEMA: RecordSchema = { fields: { gsrn, from: day, to: day, usedBeforeKwh: text(KWH) }, required: ['gsrn', 'from'] };
