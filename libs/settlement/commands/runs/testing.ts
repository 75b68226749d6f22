import { gs1CheckDigit } from '#energy';
import { MemoryEventStore } from '#event-store';
import { type EventStore, fold, type RecordedEvent } from '#kernel';
import type { MessageSink } from '#messaging';
import type { PointTerms, PortfolioFacts } from '#portfolio/published';
import { settlementRun, type SettlementRunEvent, type SettlementRunRequested, settlementRunStream } from '../../domain/run/settlement-run.js';
import { planRun, type PlanParts } from './plan-run.js';
import { requestSettlementRun, type RunToRequest } from './request-run.js';

/** Plain data in the place of the portfolio, for the specs of this folder. */
export type PointForSpec = Readonly<{ gsrn: string; customerId?: string; billingFrequency?: 'daily' | 'weekly' | 'monthly' | 'quarterly'; priceArea?: string; since?: number }>;

export const gsrnOf = (n: number): string => {
  const digits = `5713139${String(n).padStart(10, '0')}`;
  return `${digits}${gs1CheckDigit(digits)}`;
};
export const somePoints = (count: number): PointForSpec[] => Array.from({ length: count }, (_, n) => ({ gsrn: gsrnOf(n) }));

const heard = { stream: 's', revision: 0, position: 'p', knownAt: '2025-01-01T00:00:00.000Z' };
const termsOf = ({ gsrn, customerId = 'c-1', billingFrequency = 'monthly' }: PointForSpec): PointTerms => ({
  gsrn, links: [], heating: [], supplies: [{ supplyId: `s-${gsrn}`, customerId, from: '2025-01-01', heard }],
  contracts: [{ contractId: `k-${gsrn}`, gsrn, customerId, payerId: customerId, from: '2025-01-01', products: [], billingFrequency, paymentDays: 14, heard }],
});

/** A portfolio of these points, whatever is asked of it; it may grow. */
export const portfolioOf = (points: readonly PointForSpec[]): Pick<PortfolioFacts, 'pointsSupplied' | 'terms'> => ({
  pointsSupplied: async (_, after, limit) => points.map(({ gsrn }) => gsrn).sort().filter((gsrn) => after === undefined || gsrn > after).slice(0, limit),
  terms: async (gsrns) => new Map(points.filter(({ gsrn }) => gsrns.includes(gsrn)).map((point) => [point.gsrn, termsOf(point)])),
});

export const planParts = (store: EventStore, points: readonly PointForSpec[], pageSize?: number): PlanParts => ({
  store, portfolio: portfolioOf(points), priceAreas: async (gsrns) => new Map(points.filter(({ gsrn }) => gsrns.includes(gsrn)).map(({ gsrn, priceArea = 'DK1' }) => [gsrn, priceArea])),
  ...(pageSize !== undefined && { pageSize }),
});

export const OCTOBER = { from: '2025-10-01', to: '2025-11-01' };

/** A run that was asked for, and the event that says so. */
export const requested = async (store: EventStore, over: Partial<RunToRequest> = {}, commandId = 'ask'): Promise<RecordedEvent<SettlementRunRequested>> => {
  const { runId } = await requestSettlementRun(store, { period: OCTOBER, scope: {}, requestedBy: 'back office', batchSize: 10, ...over }, { commandId });
  for await (const event of store.readStream<SettlementRunRequested>(settlementRunStream(runId), { limit: 1 })) return event;
  throw new Error('The run was not recorded');
};

/** A run of 25 points in three batches, planned. */
export const plannedRun = async (store: EventStore = new MemoryEventStore(), over: Partial<RunToRequest> = {}): Promise<{ store: EventStore; runId: string }> => {
  const event = await requested(store, over);
  await planRun(planParts(store, somePoints(25)), event);
  return { store, runId: event.data.runId };
};

export const eventsOf = async (store: EventStore, stream: string): Promise<RecordedEvent<SettlementRunEvent>[]> => {
  const found: RecordedEvent<SettlementRunEvent>[] = [];
  for await (const event of store.readStream<SettlementRunEvent>(stream)) found.push(event);
  return found;
};
export const typesOf = async (store: EventStore, runId: string): Promise<string[]> => (await eventsOf(store, settlementRunStream(runId))).map(({ type }) => type);
export const stateOf = async (store: EventStore, runId: string) => fold(settlementRun, await eventsOf(store, settlementRunStream(runId)));

/** A sink that notes what it is given. */
export const notingSink = (): MessageSink & { batches: { runId: string; batch: number }[] } => {
  const batches: { runId: string; batch: number }[] = [];
  return { batches, publish: async (_, messages) => { for (const { body } of messages) batches.push(JSON.parse(body.toString()) as { runId: string; batch: number }); }, close: async () => undefined };
};
