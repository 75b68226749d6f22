import { AggregatorRegistry, collectDefaultMetrics, Counter, Gauge, Histogram, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client';
import { nativeError } from '../errors/native-error.js';

/** From a millisecond to ten seconds: appends, projections and answers all live there. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What one metric has counted, as plain data. */
export type Counts = MetricObjectWithValues<MetricValue<string>>;

/** What an operator watches. One object per process; label values are from small sets (topics, views, route patterns), never ids. */
export class Metrics {
  readonly registry = new Registry();
  private readonly others: (() => Promise<readonly Counts[]>)[] = [];

  private readonly messages = this.counter('gridtally_messages_total', 'Messages of the outside world whose outcome is durable.', ['topic', 'outcome']);
  private readonly parkedMessages = this.gauge('gridtally_messages_parked', 'Messages parked and waiting for somebody to decide.', ['topic']);
  private readonly lag = this.gauge('gridtally_view_lag_seconds', 'Age of the oldest event a view has not seen; 0 when it has seen all.', ['view']);
  private readonly hearing = this.gauge('gridtally_process_lag_seconds', 'How far a process (whenever … then …) is behind the end of the log; 0 when it has heard all.', ['process']);
  private readonly append = this.histogram('gridtally_append_seconds', 'Time of one append to the event store.', ['outcome']);
  private readonly projection = this.histogram('gridtally_projection_seconds', 'Time to project one page of events and commit it.', ['view']);
  private readonly settling = this.histogram('gridtally_settlement_seconds', 'Time of a part of settling a batch of points: plan, gather, settle, store.', ['stage']);
  private readonly http = this.histogram('gridtally_http_seconds', 'Time to answer a request.', ['method', 'route', 'status']);

  /** @param options `process: true` adds the metrics of Node itself (memory, event loop, garbage collection). */
  constructor(options: Readonly<{ process?: boolean }> = {}) {
    if (options.process) collectDefaultMetrics({ register: this.registry });
  }

  messageProcessed(topic: string, outcome: 'done' | 'parked' | 'repeated', count = 1): void { this.messages.inc({ topic, outcome }, count); }
  /** How many are parked now, not how many more. */
  messagesParked(topic: string, count: number): void { this.parkedMessages.set({ topic }, count); }
  viewLag(view: string, seconds: number): void { this.lag.set({ view }, seconds); }
  processLag(process: string, seconds: number): void { this.hearing.set({ process }, seconds); }
  settlementStage(stage: string, seconds: number): void { this.settling.observe({ stage }, seconds); }
  httpAnswered(labels: Readonly<{ method: string; route: string; status: number }>, seconds: number): void {
    this.http.observe({ ...labels, status: String(labels.status) }, seconds);
  }

  /** Times an append; a failure counts under its error's name and is thrown on. */
  async timeAppend<T>(work: () => Promise<T>): Promise<T> {
    const end = this.append.startTimer();
    try {
      const result = await work();
      end({ outcome: 'ok' });
      return result;
    } catch (error) {
      end({ outcome: nativeError(error)?.name ?? 'unknown' });
      throw error;
    }
  }

  /** Times the projection of one page, failed or not. */
  async timeProjection<T>(view: string, work: () => Promise<T>): Promise<T> {
    const end = this.projection.startTimer({ view });
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** What was counted here, for another thread; without the metrics of Node itself, which are the process's. */
  async counts(): Promise<readonly Counts[]> {
    return (await this.registry.getMetricsAsJSON() as Counts[]).filter(({ name }) => name.startsWith('gridtally_'));
  }

  /** Adds what another thread of this process counts to what `text` says. */
  alsoCounting(read: () => Promise<readonly Counts[]>): void {
    this.others.push(read);
  }

  /** The text format of Prometheus, all threads added up. */
  async text(): Promise<string> {
    if (this.others.length === 0) return this.registry.metrics();
    const mine = (await this.registry.getMetricsAsJSON() as Counts[]).map((one) => (String(one.aggregator) === 'omit' ? { ...one, aggregator: 'first' as const } : one)); // "omit" means: senseless as a sum
    const theirs = await Promise.all(this.others.map((read) => read()));
    return AggregatorRegistry.aggregate([mine, ...theirs]).metrics();
  }

  /** A counter of your own. Names begin with `gridtally_` and end in their unit or `_total`. */
  counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  gauge<L extends string>(name: string, help: string, labelNames: readonly L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }

  /** Buckets in seconds. */
  histogram<L extends string>(name: string, help: string, labelNames: readonly L[], buckets: readonly number[] = SECONDS): Histogram<L> {
    return new Histogram({ name, help, labelNames: [...labelNames], buckets: [...buckets], registers: [this.registry] });
  }
}
