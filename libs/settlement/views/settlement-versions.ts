import type { RecordedEvent } from '#kernel';
import type { Cell, View } from '#projections';
import type { PeriodSettled, SettlementCorrected, SettlementEvent, SettlementReversed } from '../domain/events.js';

/** Events that say an amount. */
export type FiguresEvent = PeriodSettled | SettlementCorrected | SettlementReversed;

const KIND = { PeriodSettled: 'settled', SettlementCorrected: 'corrected', SettlementReversed: 'reversed' } as const;
export type VersionKind = (typeof KIND)[FiguresEvent['type']];

/** Everything that was ever said about the amounts of a period, said once and kept: first figures, corrections, reversals. `said` is the event's data. */
export const settlementVersionsView: View<SettlementEvent> = {
  name: 'settlement_versions', version: 1, from: ['settlement'],
  columns: `gsrn text not null, from_day date not null, to_day date not null, revision integer not null, kind text not null, number integer not null, settlement_id text not null,
            customer_id text not null, payer_id text not null, price_area text not null, run_id text, said jsonb not null,
            stream text not null, position text collate "C" not null, known_at timestamptz not null, primary key (gsrn, from_day, revision)`,
  indexes: ['run_id, position', 'settlement_id, number', 'to_day, payer_id'],
  async project(events, table) {
    await table.copy(COLUMNS, events.flatMap((event) => (isFigures(event) ? [rowOf(event)] : [])));
  },
};

const COLUMNS = ['gsrn', 'from_day', 'to_day', 'revision', 'kind', 'number', 'settlement_id', 'customer_id', 'payer_id', 'price_area', 'run_id', 'said', 'stream', 'position', 'known_at'];

/** Whether the event says an amount. */
export const isFigures = (event: RecordedEvent<SettlementEvent>): event is RecordedEvent<FiguresEvent> => event.type in KIND;

const rowOf = ({ type, data, revision, stream, position, recordedAt }: RecordedEvent<FiguresEvent>): Cell[] => [
  data.gsrn, data.from, data.to, revision, KIND[type], 'number' in data ? data.number : 0, data.settlementId, data.customerId, data.payerId, data.priceArea,
  data.askedBy.runId ?? null, JSON.stringify(data), stream, position, recordedAt,
];
