import { randomUUID } from 'node:crypto';
import type { Door } from './door.js';
import { all, document, newGsrn } from './documents.js';
import { eventually } from './eventually.js';

/** January 2025: 31 days, 744 hours, no change of the clock. */
export const JANUARY = { from: '2025-01-01', to: '2025-02-01' } as const;
export const HOURS = 744;
const FIRST_HOUR = '2024-12-31T23:00:00Z';
const ENERGINET = '5790000432752';
const GRID = '5799999001017';
const CHARGES = [
  { owner: GRID, type: 'tariff', code: 'NET', category: 'grid', price: '0.20' }, { owner: ENERGINET, type: 'tariff', code: 'SYS', category: 'system', price: '0.05' },
  { owner: ENERGINET, type: 'tariff', code: 'TRANS', category: 'transmission', price: '0.05' }, { owner: ENERGINET, type: 'tariff', code: 'TAX', category: 'electricityTax', price: '0.70' },
] as const;

/** A figure of a bill. */
export type Line = Readonly<{ id: string; amountDkk: string }>;
export type Settlement = Readonly<{ status: string; lines: readonly Line[]; totalDkk: string; issue: null | Readonly<{ reasons: readonly Readonly<{ code: string }>[] }>; said: readonly Readonly<{ kind: string; knownAt: string }>[]; knownAt: string }>;
export type Invoice = Readonly<{ invoiceId: string; number: string | null; kind: string; status: string; totalDkk: string; customerIds: readonly string[] }>;
/** A household: its point, who lives there, and the supply and contract. */
export type Household = Readonly<{ gsrn: string; customerId: string; supplyId: string; contractId: string; product: string }>;

/**
 * A market in which a kWh costs 2.00 DKK in all (the product 1.00, charges 1.00) and a month 31.00 DKK more, so that a bill can be worked in the head:
 * 744 kWh are 1,488.00 + 31.00 = 1,519.00, with VAT 1,898.75.
 */
export class SmallMarket {
  constructor(readonly door: Door) {}

  /** Sends a document to a topic; it must be taken. */
  async send(topic: string, records: readonly unknown[]): Promise<void> {
    const { status, body } = await this.door.ask('POST', `/api/ingest/${topic}`, { json: { sender: 'story', documentId: randomUUID(), createdAt: '2024-12-01T08:00:00Z', records } });
    if (status !== 202) throw new Error(`Not taken: ${status} ${JSON.stringify(body)}`);
  }

  async open(): Promise<void> {
    await this.send('prices.charges', CHARGES.map(({ owner, type, code, category, price }) => ({
      owner, type, code, terms: { name: code, category, resolution: 'P1D', tax: category === 'electricityTax', notBilled: false, vatClass: 'D02' }, prices: [{ from: '2025-01-01', price }],
    })));
    await this.send('prices.rates', [{ name: 'vat', from: '2025-01-01', value: '0.25' }]);
    await this.sell('fixed');
  }

  /** A product at a fixed price; without one until `price` says so. */
  async sell(product: string, { price = true } = {}): Promise<void> {
    await this.send('prices.products', [{ id: product, terms: { name: product, kind: 'fixed' }, ...(price && PRICED) }]);
  }

  async price(product: string): Promise<void> {
    await this.send('prices.products', [{ id: product, ...PRICED }]);
  }

  /** A household with a kWh in every hour of January. */
  async household({ product = 'fixed', from = JANUARY.from as string } = {}): Promise<Household> {
    const name = randomUUID().slice(0, 8);
    const household = { gsrn: newGsrn(), customerId: `c-${name}`, supplyId: `s-${name}`, contractId: `k-${name}`, product };
    const { gsrn, customerId, supplyId, contractId } = household;
    await this.send('portfolio.customers', [{ customerId, kind: 'private' }]);
    await this.send('portfolio.supplies', [{ action: 'start', gsrn, supplyId, customerId, from }]);
    await this.send('portfolio.contracts', [{ contractId, gsrn, customerId, from: JANUARY.from, products: [{ product }], billingFrequency: 'monthly', paymentDays: 20 }]);
    await this.send('portfolio.links', CHARGES.map(({ owner, type, code }) => ({ gsrn, owner, type, code, from: JANUARY.from })));
    const point = await this.door.ask('PUT', `/api/metering-points/${gsrn}`, { json: { meteringPointType: 'E17', gridArea: '543', priceArea: 'DK1', settlementMethod: 'D01', resolution: 'PT1H', validFrom: JANUARY.from, supplyPeriods: [{ from: JANUARY.from }] } });
    if (point.status !== 200) throw new Error(`Master data: ${point.status} ${JSON.stringify(point.body)}`);
    await this.door.take(document({ gsrn, from: FIRST_HOUR, to: '2025-01-31T23:00:00Z', resolution: 'PT1H', wh: all(1_000, HOURS), registeredAt: '2025-02-02T10:00:00Z' }));
    return household;
  }

  /** Newer readings of a day: less in every hour. */
  async correct({ gsrn }: Household, day: string, wh: number): Promise<void> {
    const from = new Date(Date.parse(day) - 3_600_000).toISOString().replace('.000', '');
    const to = new Date(Date.parse(day) + 23 * 3_600_000).toISOString().replace('.000', '');
    await this.door.take(document({ gsrn, from, to, resolution: 'PT1H', wh: all(wh, 24), registeredAt: '2025-02-20T10:00:00Z' }));
  }

  /** Settles January of these households and waits for the end. */
  async settle(...households: readonly Household[]): Promise<string> {
    const { body } = await this.door.ask('POST', '/api/settlement/runs', { json: { period: JANUARY, scope: { gsrns: households.map(({ gsrn }) => gsrn) } } });
    await eventually('the settlement run is complete', async () => ((await this.door.get(`/api/settlement/runs/${body['runId'] as string}`))['status'] === 'completed' ? true : undefined));
    return body['runId'] as string;
  }

  /** Invoices them and waits for the end. */
  async invoice(...households: readonly Household[]): Promise<void> {
    const { body } = await this.door.ask('POST', '/api/invoices/runs', { json: { period: JANUARY, issuedOn: '2025-02-05', scope: { gsrns: households.map(({ gsrn }) => gsrn) } } });
    await eventually('the invoice run is complete', async () => ((await this.door.get(`/api/invoices/runs/${body['runId'] as string}`))['status'] === 'completed' ? true : undefined));
  }

  async settlement({ gsrn }: Household, from: string = JANUARY.from): Promise<Settlement> {
    return await this.door.get(`/api/settlements/${gsrn}/${from}`) as unknown as Settlement;
  }

  /** All documents of a point, the oldest first. */
  async documents({ gsrn }: Household): Promise<readonly Invoice[]> {
    return (await this.door.get(`/api/customers/${gsrn}/invoices?sort=oldest`))['invoices'] as readonly Invoice[];
  }

  /** Waits until a point has so many documents. */
  documentsOf(household: Household, count: number): Promise<readonly Invoice[]> {
    return eventually(`${household.customerId} has ${count} documents`, async () => {
      const found = await this.documents(household);
      return found.length >= count ? found : undefined;
    });
  }
}

const PRICED = { prices: [{ from: '2025-01-01', fixedDkkPerKwh: '1.00', subscriptionDkkPerMonth: '31.00' }] };
