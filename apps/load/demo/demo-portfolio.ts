import { contractOf, customerOf, type DemoPoint, MID_MONTH, SUPPLIED_SINCE, supplyOf } from './demo-points.js';
import { chargesOf, type DemoDocument, documentOf, PRODUCTS } from './demo-prices.js';

const PAYMENT_DAYS = 20;
/** kWh that homes with electric heating had used of the year's limit before we came: most of it, so that the limit is reached within the month. */
const USED_BEFORE_KWH = '3800';

/** Who is where, on which terms: one document a topic, with all records. */
export const demoPortfolio = (points: readonly DemoPoint[]): readonly DemoDocument[] => [
  documentOf('portfolio.customers', 'demo-customers', points.flatMap((point) => livesThere(point).map(({ customerId }) => ({ customerId, kind: point.kind === 'business' ? 'business' : 'private' })))),
  documentOf('portfolio.supplies', 'demo-supplies', points.flatMap((point) => livesThere(point).map(({ customerId, days }) => ({ action: 'start', gsrn: point.gsrn, supplyId: supplyOf(customerId), customerId, ...days })))),
  documentOf('portfolio.contracts', 'demo-contracts', points.flatMap((point) => livesThere(point).map(({ customerId, days }) => ({
    contractId: contractOf(customerId), gsrn: point.gsrn, customerId, ...days, products: productsOf(point), billingFrequency: 'monthly', paymentDays: PAYMENT_DAYS,
  })))),
  documentOf('portfolio.links', 'demo-links', points.flatMap(({ gsrn, grid }) => chargesOf(grid).map((charge) => ({ gsrn, ...charge, from: SUPPLIED_SINCE })))),
  documentOf('portfolio.heating', 'demo-heating', points.flatMap(({ gsrn, kind }) => (kind === 'heating' || kind === 'heatingMeasured'
    ? [{ gsrn, from: '2025-01-01', ...(kind === 'heating' && { usedBeforeKwh: USED_BEFORE_KWH }) }] : []))),
];

/** Master data of the points and of their children. */
export const demoMasterData = (points: readonly DemoPoint[]): DemoDocument => documentOf('portfolio.points', 'demo-points', points.flatMap(({ gsrn, grid: { gridArea, priceArea }, resolution, child }) => {
  const common = { gridArea, priceArea, resolution, validFrom: SUPPLIED_SINCE, supplyPeriods: [{ from: SUPPLIED_SINCE }] };
  return [
    { gsrn, ...common, meteringPointType: 'E17', settlementMethod: 'D01' },
    ...(child ? [{ gsrn: child.gsrn, ...common, meteringPointType: child.type, parentGsrn: gsrn }] : []),
  ];
}));

const livesThere = (point: DemoPoint): readonly Readonly<{ customerId: string; days: Readonly<{ from: string; to?: string }> }>[] => (point.moves
  ? [{ customerId: customerOf(point), days: { from: SUPPLIED_SINCE, to: MID_MONTH } }, { customerId: customerOf(point, 'second'), days: { from: MID_MONTH } }]
  : [{ customerId: customerOf(point), days: { from: SUPPLIED_SINCE } }]);

const productsOf = ({ kind, addOn }: DemoPoint): readonly Readonly<{ product: string }>[] => [
  { product: kind === 'fixedPrice' ? PRODUCTS.fixed : kind === 'lateProduct' ? PRODUCTS.late : PRODUCTS.spot },
  ...(addOn ? [{ product: PRODUCTS.green }] : []),
];
