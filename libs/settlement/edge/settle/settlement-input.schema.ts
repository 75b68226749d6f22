/** The JSON Schema of the settle door's input. `settlement-input.schema.json` beside it is this, written out; a spec keeps them alike. */

const text = (description: string) => ({ type: 'string', minLength: 1, description });
const date = (description: string) => ({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });
const openDate = (description: string) => ({ type: ['string', 'null'], pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });
const instant = (description: string) => ({ type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}', description });
const DECIMAL = '^-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?$';
const decimal = (description: string) => ({ type: ['string', 'number'], pattern: DECIMAL, description: `${description} Text preferred; a JSON number is read digit by digit.` });
const count = (description: string) => ({ type: ['integer', 'string'], pattern: '^\\d+$', description });
const object = (description: string, required: readonly string[], properties: Readonly<Record<string, unknown>>) =>
  ({ type: 'object', description, additionalProperties: false, required, properties });
const list = (items: unknown, description: string, minItems = 0) => ({ type: 'array', description, minItems, items });
const optionalDecimals = (description: string) => ({ type: 'array', description, items: { type: ['string', 'number', 'null'], pattern: DECIMAL } });

const span = {
  from: date('First local day.'),
  to: openDate('First local day after; absent or null = still open.'),
};
const provenance = {
  version: { type: ['string', 'integer'], description: 'Version of the series or price. Of two registered at the same time the higher counts.' },
  registeredAt: instant('When it was registered (UTC). The newest counts; absent = older than any.'),
  source: text('Reference of the message it came in.'),
};
const readingSeries = object('Values one after another. null is a missing value, never zero.', ['resolution', 'from', 'values'], {
  resolution: { enum: ['PT15M', 'PT1H'], description: 'Length of one value.' },
  from: instant('Start of the first value (UTC, e.g. 2025-01-01T23:00Z).'),
  values: optionalDecimals('kWh per value, at most 3 decimals, not negative.'),
  qualities: { type: ['array', 'string'], description: 'CIM quality of each value, or one for all (A02 missing, A03 estimated, A04 measured, A05 incomplete, A06 calculated).', items: { enum: ['A02', 'A03', 'A04', 'A05', 'A06'] }, pattern: '^A0[2-6]$' },
  ...provenance,
});
const chargeKey = {
  owner: text('GLN of the charge owner.'),
  type: { enum: ['tariff', 'subscription', 'fee'] },
  code: text('Price code, unique only together with owner and type.'),
};
const CATEGORIES = ['grid', 'system', 'transmission', 'balance', 'electricityTax', 'other'];

export const settlementInputSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://gridtally.dk/schemas/settlement-input.schema.json',
  title: 'Settlement of one metering point for one period',
  ...object('Everything a settlement rests on. Days are local days of `zone`; all spans are half-open [from, to).', ['point', 'period', 'supply', 'readings', 'spot', 'products', 'contracts', 'charges', 'links', 'vat'], {
    rulesVersion: { enum: ['customer-1'], description: 'Rules to settle by.' },
    strictIds: { type: 'boolean', description: 'Check digits of GSRN and GLN are checked unless false.' },
    zone: text('IANA time zone of days and tariff hours; Europe/Copenhagen unless told.'),
    point: object('The metering point.', ['gsrn', 'priceArea'], { gsrn: text('18 digits.'), priceArea: text('DK1 or DK2: whose spot prices apply.') }),
    period: object('The days to settle.', ['from', 'to'], { from: span.from, to: date('First local day after the period.') }),
    supply: list(object('We supplied the point on these days.', ['from'], span), 'Only these days are settled.', 1),
    readings: list(readingSeries, 'Consumption (E17). Later registrations replace earlier ones value by value.'),
    exportReadings: list(readingSeries, 'Production sent out (E18); its presence makes the point a solar point. Netted with consumption per interval.'),
    exportCoupled: list(object('Production is measured on these days.', ['from'], span), 'Absent = always.'),
    spot: list(object('Spot prices of one area.', ['area', 'resolution', 'from', 'prices'], {
      area: text('DK1 or DK2.'), resolution: { enum: ['PT15M', 'PT1H'] }, from: instant('Start of the first price (UTC).'),
      unit: { enum: ['DKK/kWh', 'DKK/MWh', 'oere/kWh'], description: 'Unit of the prices; DKK/kWh unless told.' },
      prices: optionalDecimals('Price per interval, may be negative; at most 12 decimals of DKK/kWh. null = missing.'), ...provenance,
    }), 'Hourly readings pay the mean of the four quarters, quarterly readings the price of their hour.'),
    products: list(object('A product of the supplier.', ['id', 'kind', 'prices'], {
      id: text('Stable id.'), name: text('As shown to the customer.'),
      kind: { enum: ['spot', 'spotAllIn', 'fixed', 'addOn'], description: 'spot: a spot line and a margin line; spotAllIn: both in one line; fixed: a fixed price, no spot; addOn: a margin or subscription beside a main product.' },
      prices: list(object('In force until the next entry or `to`.', ['from'], {
        ...span, marginDkkPerKwh: decimal('On top of spot.'), fixedDkkPerKwh: decimal('Of a fixed product.'), subscriptionDkkPerMonth: decimal('Pro rata by days of each month.'), ...provenance,
      }), 'Dated prices, excluding VAT.'),
    }), 'Products named by the contracts.'),
    contracts: list(object('What the customer has agreed.', ['id', 'from', 'products'], {
      id: text('Stable id.'), ...span,
      products: list(object('A product of the contract; its span is cut to that of the contract.', ['product'], { product: text('Id of a product.'), from: date('First day; absent = from the start of the contract.'), to: span.to }), 'One main product a day, and add-ons.', 1),
    }), 'Contracts do not overlap.'),
    charges: list(object('A charge of a grid company or of the system operator.', ['owner', 'type', 'code', 'category', 'resolution', 'prices'], {
      ...chargeKey, name: text('As shown to the customer.'),
      category: { enum: CATEGORIES },
      resolution: { enum: ['PT15M', 'PT1H', 'P1D', 'P1M'], description: 'Of its points; of a subscription: price per month (P1M) or per day (P1D).' },
      tax: { type: 'boolean', description: 'It is a tax.' },
      notBilled: { type: 'boolean', description: 'The supplier bears it; it is not billed.' },
      vatExempt: { type: 'boolean', description: 'VAT class D01.' },
      prices: list(object('Exactly one of price, hours and points. `price` and `hours` hold until the next entry or `to`; `points` are one price per value from the local midnight of `from` on.', ['from'], {
        ...span, price: decimal('DKK per kWh, month, day or piece, excluding VAT.'),
        hours: { ...optionalDecimals('24 prices, one for each local hour 0 to 23.'), minItems: 24, maxItems: 24, items: { type: ['string', 'number'], pattern: DECIMAL } },
        points: optionalDecimals('Prices one after another in the charge’s resolution. null = no price.'), ...provenance,
      }), 'Dated prices.'),
    }), 'Charges with their prices.'),
    links: list(object('The point pays the charge on these days.', ['owner', 'type', 'code', 'from'], { ...chargeKey, ...span, factor: count('Multiplies subscriptions and fees; 1 unless told.') }), 'Charge links (RSM-031).'),
    requiredCategories: list({ enum: CATEGORIES }, 'Tariffs a point must have to be settled; grid, system, transmission and electricityTax unless told.'),
    electricityTaxReduction: object('Reduced electricity tax of an electrically heated home.', ['entitled', 'limits', 'prices'], {
      entitled: list(object('Entitled days.', ['from'], span), 'The yearly limit is pro rata by these days.', 1),
      yearStartsInMonth: count('First month of the settlement year, 1 to 12; 1 unless told.'),
      limits: list(object('Dated limit.', ['from', 'kwhPerYear'], { ...span, kwhPerYear: decimal('Full rate up to here.'), ...provenance }), 'Limit per settlement year.'),
      prices: list(object('Dated rate.', ['from', 'dkkPerKwh'], { ...span, dkkPerKwh: decimal('Above the limit, excluding VAT.'), ...provenance }), 'The reduced rate.'),
      usedBeforeKwh: decimal('Billed kWh of this settlement year and entitlement before the period.'),
      fullRateReadings: list(object('The hub’s daily figures (D14): kWh that pay the full rate.', ['from', 'values'], { from: date('Local day of the first value.'), values: optionalDecimals('kWh per local day.'), ...provenance }), 'When given, they decide instead of our own estimate.'),
    }),
    vat: list(object('Dated VAT rate.', ['from', 'rate'], { ...span, rate: decimal('0.25 is 25 %.'), ...provenance }), 'VAT.'),
    billed: list(object('A document of this period.', ['id', 'lines', 'vatDkk'], {
      id: text('Number of the document.'), vatDkk: decimal('VAT of the document.'),
      lines: list(object('A line as it was billed.', ['id', 'amountDkk'], { id: text('Identity, as a settlement states it.'), name: text('As shown.'), quantity: decimal('kWh or days.'), amountDkk: decimal('Excluding VAT, 2 decimals.') }), 'Lines.'),
    }), 'All documents billed so far for the period; asks for the correction.'),
    changes: list(object('A corrected reading.', ['at', 'oldKwh', 'newKwh'], { at: instant('Start of the interval (UTC).'), resolution: { enum: ['PT15M', 'PT1H'], description: 'PT1H unless told.' }, oldKwh: decimal('Before.'), newKwh: decimal('After.') }), 'Asks what these changes change. With empty `readings` nothing else is computed.'),
    aconto: object('Asks for the statement of a customer who pays in advance. All amounts include VAT.', ['paidDkk'], { paidDkk: decimal('Paid for this period.'), nextDkk: decimal('Estimate of the next; absent = final settlement.') }),
  }),
} as const;
