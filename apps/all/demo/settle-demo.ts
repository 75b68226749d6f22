import { correctedReadings } from '../../load/demo/demo-readings.js';
import { customerOf, DEMO_MONTH, type DemoPoint, shownPoint } from '../../load/demo/demo-points.js';
import { latePrice } from '../../load/demo/demo-prices.js';
import type { DemoDoor } from './demo-door.js';
import { say } from './say.js';

const ISSUED_ON = '2025-11-05';
const CREDITED_ON = '2025-11-12';
/** Small, so that there is progress to be seen. */
const BATCH = 50;
const TELL_EVERY_MS = 2_000;

type Run = Readonly<{ status: string; progress: Readonly<{ percent: number | null }>; counts: Readonly<{ settled: number; blocked: number; unchanged: number }> }>;
type Issues = Readonly<{ issues: readonly Readonly<{ gsrn: string; reasons: readonly Readonly<{ code: string; en: string }>[] }>[] }>;
type InvoiceRun = Readonly<{ status: string; issued: number; notDrafted: readonly unknown[] }>;
/** A document as it stands in lists. */
export type Head = Readonly<{ invoiceId: string; number: string | null; status: string; totalDkk: string }>;
type Heads = Readonly<{ invoices: readonly Head[] }>;

/** The invoice of the point that the demo shows, and its credit note once there is one. */
export const billedSoFar = async (door: DemoDoor, shown: DemoPoint): Promise<Readonly<{ invoice?: Head; note?: Head }>> => {
  const of = async (kind: string) => (await door.get<Heads>(`/api/invoices?gsrn=${shown.gsrn}&kind=${kind}&sort=oldest`)).invoices[0];
  const [invoice, note] = await Promise.all([of('invoice'), of('creditNote')]);
  return { ...(invoice && { invoice }), ...(note && { note }) };
};

/** From readings and prices to numbered invoices, and the credit note of the point that is shown. Whatever an earlier start has done is not done again. */
export const settleDemo = async (door: DemoDoor, points: readonly DemoPoint[]): Promise<void> => {
  await deliverLatePrice(door, await settleMonth(door));
  await issueInvoices(door);
  await correctAfterInvoice(door, shownPoint(points));
};

/** @returns how many periods are blocked */
const settleMonth = async (door: DemoDoor): Promise<number> => {
  say('\nSettling October …');
  const { runId } = await door.post<{ runId: string }>('/api/settlement/runs', { period: DEMO_MONTH, batchSize: BATCH });
  let [told, toldAt] = ['', 0];
  const { counts } = await door.until({ what: 'the settlement run to end', look: async (moved) => {
    const run = await door.find<Run>(`/api/settlement/runs/${runId}`);
    if (!run) return undefined;
    moved(JSON.stringify(run.counts));
    const now = run.progress.percent === null ? '' : `  ${Math.floor(run.progress.percent)} %: ${run.counts.settled} settled, ${run.counts.blocked} blocked`;
    if (now !== told && now !== '' && performance.now() - toldAt > TELL_EVERY_MS) {
      say(now);
      [told, toldAt] = [now, performance.now()];
    }
    return run.status === 'completed' ? run : undefined;
  } });
  say(`  ${counts.settled} periods settled${counts.unchanged > 0 ? `, ${counts.unchanged} as before` : ''}, ${counts.blocked} blocked because something is missing`);
  return counts.blocked;
};

/** A page of open issues is enough: the demo makes fewer. */
const openIssues = (door: DemoDoor): Promise<Issues> => door.get<Issues>('/api/settlement/issues?limit=1000');

const deliverLatePrice = async (door: DemoDoor, blocked: number): Promise<void> => {
  const issues = await door.until({ what: 'the list of issues', look: async () => {
    const { issues: open } = await openIssues(door);
    return open.length >= blocked ? open : undefined;
  } });
  const [first] = issues;
  if (first) say(`\n${issues.length} issues (GET /api/settlement/issues), such as\n  point ${first.gsrn}: ${first.reasons[0]!.code}\n  ${first.reasons[0]!.en}`);
  say('The product\'s price is delivered now (topic prices.products) …');
  const { topic, ...document } = latePrice();
  await door.ingest(topic, [document]);
  await door.until({ what: 'blocked periods to settle by themselves', look: async (moved) => {
    const waiting = (await openIssues(door)).issues.filter(({ reasons }) => reasons.some(({ code }) => code === 'PRODUCT_PRICE_MISSING')).length;
    moved(String(waiting));
    return waiting > 0 ? undefined : true;
  } });
  const left = (await openIssues(door)).issues.length;
  say(`  ${issues.length - left} periods settled by themselves; ${left} issues are left`);
};

const issueInvoices = async (door: DemoDoor): Promise<void> => {
  say('\nIssuing invoices …');
  const { runId } = await door.post<{ runId: string }>('/api/invoices/runs', { period: DEMO_MONTH, issuedOn: ISSUED_ON });
  let told = 0;
  const { issued } = await door.until({ what: 'the invoice run to end', look: async (moved) => {
    const run = await door.find<InvoiceRun>(`/api/invoices/runs/${runId}`);
    moved(String(run?.issued));
    if (run && run.issued > told && run.status !== 'completed') say(`  ${told = run.issued} issued`);
    return run?.status === 'completed' ? run : undefined;
  } });
  const ends = await Promise.all(['number', '-number'].map(async (sort) => (await door.get<Heads>(`/api/invoices?kind=invoice&status=issued&limit=1&sort=${sort}`)).invoices[0]?.number));
  say(`  ${issued} invoices, numbers ${ends.join(' to ')} without a gap`);
};

const correctAfterInvoice = async (door: DemoDoor, shown: DemoPoint): Promise<void> => {
  say(`\nDataHub corrects an evening of ${customerOf(shown)} (RSM-012), whose invoice is out …`);
  await door.ingest('datahub.timeseries', [correctedReadings(shown)]);
  const note = await door.until({ what: 'the draft of the credit note', look: async () => (await billedSoFar(door, shown)).note });
  say(`  a credit note of ${note.totalDkk} DKK was drafted by itself`);
  if (note.status !== 'draft') return;
  const { number } = await door.post<{ number: string }>(`/api/invoices/${note.invoiceId}/issue`, { issuedOn: CREDITED_ON });
  say(`  and is issued as ${number}`);
  await door.until({ what: 'the credit note in the history of its invoice', look: async () => (await isNoted(door, shown) ? true : undefined) });
};

/** The note stands in the history of its invoice a moment after it was issued. */
const isNoted = async (door: DemoDoor, shown: DemoPoint): Promise<boolean> => {
  const { invoice } = await billedSoFar(door, shown);
  return (await door.get<{ state: { credits: readonly unknown[] } }>(`/api/invoices/${invoice!.number}`)).state.credits.length > 0;
};
