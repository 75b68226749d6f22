import type { Position, RecordedEvent } from '#kernel';
import type { SettlementEvent } from '#settlement/published';
import type { ConcernedPeriod, PeriodsAsked, SettlementVersion } from '#settlement';

/** How a period stands, event by event. `asOf` and `priceArea` are those of the figures, or of the issue while there never were any. */
type Stand = Readonly<{ gsrn: string; from: string; to: string; status: 'settled' | 'reversed' | 'blocked'; issue: boolean; asOf?: string; priceArea?: string }>;

/** What was settled, straight from the events of a log, as far as `shown`. */
export class SettlementsOfLog {
  readonly #events: RecordedEvent<SettlementEvent>[] = [];
  shown: Position = '';

  /** Takes the next event of the log. */
  add(event: RecordedEvent): void {
    this.#events.push(event as RecordedEvent<SettlementEvent>);
  }

  /** Every event of each settlement stream so far, whether shown or not. */
  byStream(): ReadonlyMap<string, readonly RecordedEvent<SettlementEvent>[]> {
    const streams = new Map<string, RecordedEvent<SettlementEvent>[]>();
    for (const event of this.#events) streams.set(event.stream, [...(streams.get(event.stream) ?? []), event]);
    return streams;
  }

  readonly standing = async (gsrns: readonly string[], run: Readonly<{ from: string; to: string }>): Promise<readonly Stand[]> =>
    this.#stands().filter(({ gsrn, to, status, issue }) => gsrns.includes(gsrn) && to > run.from && to <= run.to && (status === 'settled' || issue));

  readonly periodsOlder = async ({ gsrns, priceArea, days }: PeriodsAsked, than: Position): Promise<readonly ConcernedPeriod[]> => this.#stands().filter((stand) =>
    (gsrns === undefined || gsrns.includes(stand.gsrn)) && (priceArea === undefined || stand.priceArea === undefined || stand.priceArea === priceArea)
    && stand.to > days.from && (days.to === undefined || stand.from < days.to) && (stand.asOf === undefined || stand.asOf < than || stand.issue));

  /** Everything said about the amounts of a period. */
  readonly versions = async (gsrn: string, from: string, { knownAt }: Readonly<{ knownAt?: string }> = {}): Promise<readonly SettlementVersion[]> => this.#events.flatMap((event): SettlementVersion[] => {
    const { type, data, stream, revision, position, recordedAt } = event;
    if (data.gsrn !== gsrn || data.from !== from || position > this.shown || (knownAt !== undefined && recordedAt > knownAt)) return [];
    const place = { stream, revision, position, knownAt: recordedAt };
    switch (type) {
      case 'PeriodSettled': return [{ kind: 'settled', number: 0, settlementId: data.settlementId, said: data, ...place }];
      case 'SettlementCorrected': return [{ kind: 'corrected', number: data.number, settlementId: data.settlementId, said: data, ...place }];
      case 'SettlementReversed': return [{ kind: 'reversed', number: data.number, settlementId: data.settlementId, said: data, ...place }];
      default: return [];
    }
  });

  #stands(): readonly Stand[] {
    const stands = new Map<string, Stand>();
    for (const event of this.#events) if (event.position <= this.shown) stands.set(event.stream, after(stands.get(event.stream), event));
    return [...stands.values()].sort((a, b) => (a.gsrn < b.gsrn || (a.gsrn === b.gsrn && a.from < b.from) ? -1 : 1));
  }
}

const after = (before: Stand | undefined, { type, data }: RecordedEvent<SettlementEvent>): Stand => {
  const { gsrn, from, to } = data;
  switch (type) {
    case 'PeriodSettled':
    case 'SettlementCorrected': return { gsrn, from, to, status: 'settled', issue: false, asOf: data.basis.asOf, priceArea: data.priceArea };
    case 'SettlementReversed': return { gsrn, from, to, status: 'reversed', issue: before?.issue ?? false, priceArea: data.priceArea };
    case 'SettlementBlocked': return before && before.status !== 'blocked' ? { ...before, issue: true } : { gsrn, from, to, status: 'blocked', issue: true, ...(data.priceArea !== undefined && { priceArea: data.priceArea }) };
    case 'SettlementIssueDismissed':
    case 'SettlementIssueResolved': return { ...before!, issue: false };
  }
};
