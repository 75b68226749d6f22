const GRID = '5790001089030';
const SYSTEM = '5790000432752';

/** The settle door's document as an object that specs may change; the schema says what it holds. */
export type ExampleDocument = Record<string, unknown> & {
  readings: Record<string, unknown>[]; spot: Record<string, unknown>[]; products: Record<string, unknown>[]; contracts: Record<string, unknown>[];
  charges: Record<string, unknown>[]; links: Record<string, unknown>[];
};

const tariff = (owner: string, code: string, category: string, prices: unknown[], more: Record<string, unknown> = {}) =>
  ({ owner, type: 'tariff', code, name: `${category} tariff`, category, resolution: 'P1D', prices, ...more });

const HOURS = Array.from({ length: 24 }, (_, hour) => (hour < 6 ? '0.0923' : hour >= 17 && hour < 21 ? '0.7656' : '0.2552'));

/**
 * A complete, valid document: one winter day in Copenhagen, 24 hours of 1 kWh, hourly spot, every usual charge.
 * Lines: spot 24 × 0.5, margin 24 × 0.04, tariffs, tax, two subscriptions of 31 DKK a month for one day.
 */
export const exampleDocument = (): ExampleDocument => {
  const charges = [
    tariff(GRID, 'CD', 'grid', [{ from: '2024-01-01', hours: HOURS, version: '1' }], { resolution: 'PT1H' }),
    tariff(SYSTEM, '41000', 'system', [{ from: '2024-01-01', price: '0.054' }]),
    tariff(SYSTEM, '40000', 'transmission', [{ from: '2024-01-01', price: '0.049' }]),
    tariff(SYSTEM, 'EA-001', 'electricityTax', [{ from: '2024-01-01', price: '0.72' }], { tax: true }),
    { owner: GRID, type: 'subscription', code: 'CB', name: 'Grid subscription', category: 'other', resolution: 'P1M', prices: [{ from: '2024-01-01', price: '31' }] },
  ];
  return {
    zone: 'Europe/Copenhagen', point: { gsrn: '571313180000000005', priceArea: 'DK1' }, period: { from: '2025-01-01', to: '2025-01-02' }, supply: [{ from: '2024-01-01' }],
    readings: [{ resolution: 'PT1H', from: '2024-12-31T23:00Z', values: Array.from({ length: 24 }, () => '1'), qualities: 'A04', version: '1', registeredAt: '2025-01-02T06:00:00Z', source: 'rsm-012-1' }],
    spot: [{ area: 'DK1', resolution: 'PT1H', from: '2024-12-31T23:00Z', prices: Array.from({ length: 24 }, () => '0.5'), version: '1' }],
    products: [{ id: 'spot', name: 'Spot', kind: 'spot', prices: [{ from: '2024-01-01', marginDkkPerKwh: '0.04', subscriptionDkkPerMonth: '31' }] }],
    contracts: [{ id: 'C1', from: '2024-01-01', products: [{ product: 'spot' }] }],
    charges, links: charges.map(({ owner, type, code }) => ({ owner, type, code, from: '2024-01-01' })),
    vat: [{ from: '2000-01-01', rate: '0.25' }],
  };
};
