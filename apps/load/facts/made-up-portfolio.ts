import { generatedGsrn } from '../generated-documents.js';
import type { LoadPlan } from '../load-plan.js';
import { type FactDocument, factDocument, type FactRecord } from './fact-document.js';
import { chargesOf, gridOf, PRODUCTS } from './made-up-prices.js';

/** Points in one document: with five charges each well below the largest number of records. */
const POINTS_TOGETHER = 1_000;
const PAYMENT_DAYS = 20;
/** kWh of the year's limit that were used before us: most of it, so that a home with electric heating reaches the limit. */
const USED_BEFORE_KWH = '3900';

const hasAddOn = (point: number): boolean => point % 10 === 1;
const isHeated = (point: number): boolean => point % 20 === 3;
const customerOf = (point: number): string => `load-${String(point).padStart(7, '0')}`;

/** Who is where, on which terms, from the first day of the plan and without end: households that are billed by calendar month. Every tenth has an add-on, every twentieth heats by electricity. */
export function* madeUpPortfolio({ points, firstDay: from }: LoadPlan): Generator<() => FactDocument> {
  const newYear = `${from.slice(0, 4)}-01-01`;
  for (let first = 0; first < points; first += POINTS_TOGETHER) {
    const block = Array.from({ length: Math.min(POINTS_TOGETHER, points - first) }, (_, at) => first + at);
    const all = (topic: string, of: (point: number) => readonly FactRecord[]) => () => factDocument(topic, block.flatMap(of), generatedGsrn(first));
    yield all('portfolio.customers', (point) => [{ customerId: customerOf(point), kind: 'private' }]);
    yield all('portfolio.supplies', (point) => [{ action: 'start', gsrn: generatedGsrn(point), supplyId: `s-${customerOf(point)}`, customerId: customerOf(point), from }]);
    yield all('portfolio.contracts', (point) => [{
      contractId: `k-${customerOf(point)}`, gsrn: generatedGsrn(point), customerId: customerOf(point), from, billingFrequency: 'monthly', paymentDays: PAYMENT_DAYS,
      products: [{ product: PRODUCTS.spot }, ...(hasAddOn(point) ? [{ product: PRODUCTS.green }] : [])],
    }]);
    yield all('portfolio.links', (point) => chargesOf(gridOf(point)).map((charge) => ({ gsrn: generatedGsrn(point), ...charge, from })));
    if (block.some(isHeated)) yield all('portfolio.heating', (point) => (isHeated(point) ? [{ gsrn: generatedGsrn(point), from: newYear, ...(from !== newYear && { usedBeforeKwh: USED_BEFORE_KWH }) }] : []));
  }
}
