import { type RecordedEvent, unreachable } from '#kernel';
import type { View } from '#projections';
import type { SettledPeriod, SettlementEvent } from '../domain/events.js';

/** How a period stands: it has figures, they were taken back, or there never were any because inputs are missing. */
export type PeriodStatus = 'settled' | 'reversed' | 'blocked';

type Row = Readonly<{ gsrn: string; from_day: string; to_day: string } & Partial<Record<'settlement_id' | 'customer_id' | 'payer_id' | 'contract_id' | 'supply_id' | 'price_area' | 'subtotal_dkk' | 'vat_dkk' | 'total_dkk' | 'digest' | 'as_of' | 'run_id', string | null>>>
  & { status: PeriodStatus; number: number; issue: 'open' | 'dismissed' | 'none'; revision: number; position: string; known_at: string };

/** The latest state of each period of each point: what stands, and whether an issue is open. One row for each stream. */
export const settlementPeriodsView: View<SettlementEvent> = {
  name: 'settlement_periods', version: 1, from: ['settlement'],
  columns: `gsrn text not null, from_day date not null, to_day date not null, status text not null, issue text not null, number integer not null,
            settlement_id text, customer_id text, payer_id text, contract_id text, supply_id text, price_area text,
            subtotal_dkk text, vat_dkk text, total_dkk text, digest text, as_of text, run_id text,
            revision integer not null, position text collate "C" not null, known_at timestamptz not null, primary key (gsrn, from_day)`,
  indexes: ['to_day, gsrn', 'price_area, to_day', 'customer_id'],
  async project(events, table) {
    const rows = new Map<string, Row>();
    for (const event of events) rows.set(event.stream, rowAfter(rows.get(event.stream), event));
    if (rows.size > 0) await table.query(UPSERT, [JSON.stringify([...rows.values()])]);
  },
};

const TEXTS = ['settlement_id', 'customer_id', 'payer_id', 'contract_id', 'supply_id', 'price_area', 'subtotal_dkk', 'vat_dkk', 'total_dkk', 'digest', 'as_of', 'run_id'] as const;

/** An event about an issue alone leaves the figures as they are; figures never leave an issue as it was. */
const UPSERT = `
  insert into {table} as known (gsrn, from_day, to_day, status, issue, number, ${TEXTS.join(', ')}, revision, position, known_at)
  select gsrn, from_day, to_day, status, issue, number, ${TEXTS.join(', ')}, revision, position, known_at
    from jsonb_to_recordset($1::jsonb) as r(gsrn text, from_day date, to_day date, status text, issue text, number integer, ${TEXTS.map((name) => `${name} text`).join(', ')}, revision integer, position text, known_at timestamptz)
  on conflict (gsrn, from_day) do update set
    issue = excluded.issue, revision = excluded.revision, position = excluded.position, known_at = excluded.known_at,
    ${['status', 'number', 'to_day', ...TEXTS].map((name) => `${name} = case when excluded.status = 'blocked' and known.status <> 'blocked' then known.${name} else excluded.${name} end`).join(', ')}`;

const rowAfter = (before: Row | undefined, event: RecordedEvent<SettlementEvent>): Row => {
  const { data, revision, position, recordedAt } = event;
  const place = { gsrn: data.gsrn, from_day: data.from, revision, position, known_at: recordedAt };
  const kept = before ?? { to_day: data.to, status: 'blocked' as const, number: 0 };
  switch (event.type) {
    case 'PeriodSettled':
    case 'SettlementCorrected': {
      const { basis, askedBy, subtotalDkk, vatDkk, totalDkk, settlementId } = event.data;
      return {
        ...place, ...partiesOf(event.data), to_day: data.to, status: 'settled', issue: 'none', number: event.type === 'PeriodSettled' ? 0 : event.data.number,
        settlement_id: settlementId, subtotal_dkk: subtotalDkk, vat_dkk: vatDkk, total_dkk: totalDkk, digest: basis.digest, as_of: basis.asOf, run_id: askedBy.runId ?? null,
      };
    }
    case 'SettlementReversed':
      return {
        ...place, ...partiesOf(event.data), to_day: data.to, status: 'reversed', issue: before?.issue === 'open' ? 'open' : 'none', number: event.data.number,
        settlement_id: event.data.settlementId, subtotal_dkk: '0.00', vat_dkk: '0.00', total_dkk: '0.00', run_id: event.data.askedBy.runId ?? null,
      };
    case 'SettlementBlocked': // figures that stand stay; without any, the newest attempt says what the period is
      return kept.status === 'blocked' ? { ...partiesOf(event.data), to_day: data.to, status: 'blocked', number: 0, ...place, issue: 'open' } : { ...kept, ...place, issue: 'open' };
    case 'SettlementIssueDismissed': return { ...kept, ...place, issue: 'dismissed' };
    case 'SettlementIssueResolved': return { ...kept, ...place, issue: 'none' };
    default: return unreachable(event);
  }
};

const partiesOf = ({ customerId, payerId, contractId, supplyId, priceArea }: Partial<SettledPeriod>) =>
  ({ customer_id: customerId ?? null, payer_id: payerId ?? null, contract_id: contractId ?? null, supply_id: supplyId ?? null, price_area: priceArea ?? null });
