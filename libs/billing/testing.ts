import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { MemoryEventStore, PostgresEventStore } from '#event-store';
import { type Event, type EventStore, NO_STREAM } from '#kernel';
import { openSpecDatabase } from '#platform/testing';
import type { Contract, PointTerms, PortfolioFacts } from '#portfolio/published';
import { Freshnesses, Projector, type Process, ProcessRunner } from '#projections';
import type { PeriodSettled, SettlementCorrected, SettlementEvent, SettlementReversed } from '#settlement/published';
import { sumDkk } from './domain/money.js';
import { NumberSeries } from './commands/number-series.js';
import { billingProcesses, billingViews } from './parts-of-billing.js';

export const PAYMENT_DAYS = 20;

/** Every point has one contract, `contract-<gsrn>`, except those named. */
export const portfolioWithout = (unknown: ReadonlySet<string> = new Set()): Pick<PortfolioFacts, 'terms'> => ({
  terms: (gsrns) => Promise.resolve(new Map(gsrns.map((gsrn): [string, PointTerms] => [gsrn, { gsrn, supplies: [], links: [], heating: [], contracts: unknown.has(gsrn) ? [] : [contractOf(gsrn)] }]))),
});

const contractOf = (gsrn: string): Contract => ({
  contractId: `contract-${gsrn}`, gsrn, customerId: 'customer', payerId: 'payer', products: [], billingFrequency: 'monthly', paymentDays: PAYMENT_DAYS, from: '2025-01-01',
  heard: { stream: `contract-${gsrn}`, revision: 0, position: '0', knownAt: '2025-01-01T00:00:00Z' },
});

export type PeriodFacts = Readonly<{ gsrn: string; from?: string; to?: string; payer?: string; customer?: string; amounts: Readonly<Record<string, string>>; vat: string }>;

const about = ({ gsrn, from = '2025-01-01', to = '2025-02-01', payer = `payer-${gsrn}`, customer = payer }: PeriodFacts) => ({
  gsrn, from, to, supplyId: `supply-${gsrn}`, contractId: `contract-${gsrn}`, customerId: customer, payerId: payer, priceArea: 'DK1', settlementId: `settled-${gsrn}-${from}`,
});
const figures = ({ amounts, vat }: Pick<PeriodFacts, 'amounts' | 'vat'>, sign = '1.000') => {
  const subtotalDkk = sumDkk(Object.values(amounts));
  return {
    lines: Object.entries(amounts).map(([id, amountDkk]) => ({ id, name: id, unit: 'kWh' as const, quantity: sign, amountDkk })),
    vat: [{ rate: '0.25', baseDkk: subtotalDkk, vatDkk: vat }], subtotalDkk, vatDkk: vat, totalDkk: sumDkk([subtotalDkk, vat]),
  };
};
const asked = { askedBy: { actor: 'spec' }, basis: { asOf: '0', digest: 'd', rulesVersion: '1', zone: 'UTC' }, energyKwh: { consumption: '0.000', billed: '0.000', production: '0.000', surplus: '0.000' } };

export const settledEvent = (facts: PeriodFacts): PeriodSettled => ({ type: 'PeriodSettled', data: { ...about(facts), ...figures(facts), ...asked } });
/** `amounts` and `vat` are what it adds. The full figures are left out of account: nothing of billing rests on them but unit prices. */
export const correctedEvent = (facts: PeriodFacts, number: number): SettlementCorrected => ({ type: 'SettlementCorrected', data: { ...about(facts), ...figures({ amounts: {}, vat: '0.00' }), ...asked, number, delta: figures(facts, '0.000') } });
export const reversedEvent = (facts: PeriodFacts, number: number): SettlementReversed => ({ type: 'SettlementReversed', data: { ...about(facts), number, reason: 'supply-not-ours', askedBy: asked.askedBy, delta: figures(facts, '-1.000') } });

/** Appends settlement's events behind what is there; the streams are read for it. */
export const settle = async (store: EventStore, ...events: readonly Exclude<SettlementEvent, { type: 'SettlementBlocked' }>[]): Promise<void> => {
  for (const event of events) {
    const stream = `settlement-${event.data.gsrn}-${event.data.from}`;
    let revision = NO_STREAM;
    for await (const before of store.readStream(stream)) revision = before.revision;
    await store.append({ stream, expectedRevision: revision, events: [{ ...(event as Event), id: randomUUID() }] });
  }
};

/** Many first settlements in one go. */
export const settleMany = async (store: EventStore, all: readonly PeriodFacts[]): Promise<void> => {
  await store.appendBatch(all.map((facts) => ({ stream: `settlement-${facts.gsrn}-${facts.from ?? '2025-01-01'}`, expectedRevision: NO_STREAM, events: [{ ...settledEvent(facts), id: randomUUID() }] })));
};

/** Billing on a database of its own, with views and processes running, for integration specs. Close it afterwards. */
export class BillingForSpecs {
  readonly #runners: ProcessRunner[] = [];
  #projector: Projector | undefined;

  private constructor(readonly url: string, readonly pool: pg.Pool, readonly store: PostgresEventStore, readonly freshness: Freshnesses, readonly numbers: NumberSeries, private readonly dropDatabase: () => Promise<void>) {}

  /** @throws when DATABASE_URL is not set, since specs that did not run must not look as if they had */
  static async open(): Promise<BillingForSpecs> {
    const { url, pool, close } = await openSpecDatabase({ size: 30 });
    const store = await PostgresEventStore.open({ pool, pollMs: 5 });
    return new BillingForSpecs(url, pool, store, new Freshnesses(pool, store), new NumberSeries(store), close);
  }

  get parts() {
    return { store: this.store, pool: this.pool, numbers: this.numbers, portfolio: portfolioWithout() };
  }

  async startViews(): Promise<void> {
    this.#projector = new Projector({ store: this.store, pool: this.pool, views: billingViews });
    await this.#projector.start();
  }

  /** Processes of a process of its own: another start is another runner. */
  async startProcesses(processes: readonly Process[] = billingProcesses(this.parts)): Promise<ProcessRunner> {
    const runner = new ProcessRunner({ store: this.store, pool: this.pool, freshness: this.freshness, processes });
    this.#runners.push(runner);
    await runner.start();
    return runner;
  }

  /** Waits until views, and processes if any run, have come to the end of the log and nothing more follows. @throws after 30 seconds */
  async quiet(): Promise<void> {
    for (const until = Date.now() + 30_000; ;) {
      const last = await this.store.lastPosition();
      if (last === undefined) return;
      for (const { name } of billingViews) if (!(await this.freshness.waitFor(name, last, 30_000))) throw new Error(`${name} does not come to ${last}`);
      for (const runner of this.#runners) for (const name of runner.hears()) if (!(await runner.waitFor(name, last, Math.max(0, until - Date.now())))) throw new Error(`${name} does not come to ${last}: ${JSON.stringify(runner.troubles())}`);
      if ((await this.store.lastPosition()) === last) return;
      if (Date.now() > until) throw new Error('The log does not come to rest');
    }
  }

  async close(): Promise<void> {
    for (const runner of this.#runners) await runner.stop();
    await this.#projector?.stop();
    await this.dropDatabase();
  }
}

/** A store in memory, for specs of commands that need no view. */
export const memoryStore = (): EventStore => new MemoryEventStore();
