import type { Pool } from 'pg';
import type { Cell, View } from '#projections';
import type { SettlementEvent } from '#settlement/published';
import type { DocumentLine, VatGroup } from '../domain/events.js';
import type { Part } from '../domain/part.js';

const COLUMNS = ['stream', 'revision', 'what', 'settlement_id', 'number', 'gsrn', 'period_from', 'period_to', 'customer_id', 'payer_id', 'contract_id', 'price_area',
  'lines', 'vat', 'subtotal_dkk', 'vat_dkk', 'total_dkk', 'full_lines', 'position', 'known_at'];

/** What is to be billed, part by part: one row for each of settlement's events that changes an amount. Nothing is ever overwritten. */
export const partsView: View<SettlementEvent> = {
  name: 'billing_parts', version: 1, from: ['settlement'],
  columns: `stream text collate "C" not null, revision integer not null, what text not null, settlement_id text not null, number integer not null, gsrn text not null,
            period_from date not null, period_to date not null, customer_id text not null, payer_id text collate "C" not null, contract_id text not null, price_area text not null,
            lines jsonb not null, vat jsonb not null, subtotal_dkk numeric not null, vat_dkk numeric not null, total_dkk numeric not null, full_lines jsonb not null,
            position text collate "C" not null, known_at timestamptz not null, primary key (stream, revision)`,
  indexes: ['payer_id, stream', 'gsrn'],
  async project(events, table) {
    const rows: Cell[][] = [];
    for (const { stream, revision, position, recordedAt, ...event } of events) {
      const part = partOf(event as SettlementEvent, stream, revision);
      if (part) rows.push([...rowOf(part), position, recordedAt]);
    }
    await table.copy(COLUMNS, rows);
  },
};

/** What a settlement's event adds to what is to be billed; undefined when it says no amount. */
export const partOf = (event: SettlementEvent, stream: string, revision: number): Part | undefined => {
  switch (event.type) {
    case 'PeriodSettled': {
      const { data } = event;
      return { ...about(data), stream, revision, what: 'settled', number: 0, ...totals(data), lines: data.lines, vat: data.vat, full: data.lines };
    }
    case 'SettlementCorrected': {
      const { data } = event;
      return { ...about(data), stream, revision, what: 'corrected', number: data.number, ...totals(data.delta), lines: data.delta.lines, vat: data.delta.vat, full: data.lines };
    }
    case 'SettlementReversed': {
      const { data } = event;
      return { ...about(data), stream, revision, what: 'reversed', number: data.number, ...totals(data.delta), lines: data.delta.lines, vat: data.delta.vat, full: [] };
    }
    default:
      return undefined; // an issue: no amount
  }
};

type About = Pick<Part, 'gsrn' | 'from' | 'to' | 'customerId' | 'payerId' | 'contractId' | 'priceArea' | 'settlementId'>;
const about = ({ gsrn, from, to, customerId, payerId, contractId, priceArea, settlementId }: About): About => ({ gsrn, from, to, customerId, payerId, contractId, priceArea, settlementId });
const totals = ({ subtotalDkk, vatDkk, totalDkk }: Pick<Part, 'subtotalDkk' | 'vatDkk' | 'totalDkk'>) => ({ subtotalDkk, vatDkk, totalDkk });

const rowOf = (part: Part): Cell[] => [
  part.stream, part.revision, part.what, part.settlementId, part.number, part.gsrn, part.from, part.to, part.customerId, part.payerId, part.contractId, part.priceArea,
  JSON.stringify(part.lines), JSON.stringify(part.vat), part.subtotalDkk, part.vatDkk, part.totalDkk, JSON.stringify(part.full),
];

type Row = {
  stream: string; revision: number; what: Part['what']; settlement_id: string; number: number; gsrn: string; period_from: string; period_to: string; customer_id: string; payer_id: string;
  contract_id: string; price_area: string; lines: DocumentLine[]; vat: VatGroup[]; subtotal_dkk: string; vat_dkk: string; total_dkk: string; full_lines: DocumentLine[];
};

const SELECTED = `p.stream, p.revision, p.what, p.settlement_id, p.number, p.gsrn, p.period_from::text, p.period_to::text, p.customer_id, p.payer_id, p.contract_id, p.price_area,
  p.lines, p.vat, p.subtotal_dkk, p.vat_dkk, p.total_dkk, p.full_lines`;

const toPart = (row: Row): Part => ({
  stream: row.stream, revision: row.revision, what: row.what, settlementId: row.settlement_id, number: row.number, gsrn: row.gsrn, from: row.period_from, to: row.period_to,
  customerId: row.customer_id, payerId: row.payer_id, contractId: row.contract_id, priceArea: row.price_area, lines: row.lines, vat: row.vat,
  subtotalDkk: row.subtotal_dkk, vatDkk: row.vat_dkk, totalDkk: row.total_dkk, full: row.full_lines,
});

/** These parts, whatever document they stand on. By stream and revision, in that order. */
export const partsAt = async (pool: Pool, at: readonly Readonly<{ stream: string; revision: number }>[]): Promise<Part[]> => {
  const { rows } = await pool.query<Row>(
    `select ${SELECTED} from unnest($1::text[], $2::int[]) as wanted(stream, revision) join views.billing_parts p using (stream, revision) order by p.stream, p.revision`,
    [at.map(({ stream }) => stream), at.map(({ revision }) => revision)]);
  return rows.map(toPart);
};

/** A part and the document that holds it, if any. */
export type HeldPart = Part & Readonly<{ heldBy?: string; claimedBy?: 'run' | 'note' }>;

/** Every part of these settled periods with the document that holds it, as the views show it. In order of stream and revision. */
export const partsOf = async (pool: Pool, streams: readonly string[]): Promise<HeldPart[]> => {
  const { rows } = await pool.query<Row & { document_id: string | null; claimed_by: 'run' | 'note' | null }>(
    `select ${SELECTED}, c.document_id, c.claimed_by from views.billing_parts p left join views.billing_claims c on c.stream = p.stream and c.revision = p.revision
      where p.stream = any($1) order by p.stream, p.revision`, [streams]);
  return rows.map((row) => ({ ...toPart(row), ...(row.document_id !== null && { heldBy: row.document_id, claimedBy: row.claimed_by! }) }));
};

