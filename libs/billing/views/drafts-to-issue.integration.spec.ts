import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NO_STREAM } from '#kernel';
import { type Draft, invoiceStream } from '../domain/events.js';
import { BillingForSpecs } from '../testing.js';
import { draftsToIssue } from './drafts-to-issue.js';

const PERIOD = { from: '2025-01-01', to: '2025-02-01' };
let billing: BillingForSpecs;
beforeAll(async () => { billing = await BillingForSpecs.open(); await billing.startViews(); }, 60_000);
afterAll(async () => { await billing?.close(); });

/** A document of a run as a view shows it that is behind: drafted, not yet issued. */
const drafted = async (runId?: string): Promise<string> => {
  const invoiceId = randomUUID();
  const data: Draft = {
    invoiceId, kind: 'invoice', payerId: 'payer-1', customerIds: ['customer-1'], period: PERIOD, series: 'main', sections: [], vat: [], subtotalDkk: '0.00', vatDkk: '0.00', totalDkk: '0.00', paymentDays: 20,
    ...(runId !== undefined && { runId }),
  };
  await billing.store.append({ stream: invoiceStream(invoiceId), expectedRevision: NO_STREAM, events: [{ type: 'InvoiceDrafted', data, id: randomUUID() }] });
  return invoiceId;
};

describe('The drafts that a run issues', () => {
  it('are those that were there before, not what it drafted itself: that would be counted twice', async () => {
    const [mine, others] = [randomUUID(), randomUUID()];
    const [own, other, note] = [await drafted(mine), await drafted(others), await drafted()];
    await billing.quiet();
    const found = async (runId: string) => new Set((await draftsToIssue(billing.pool, { runId, period: PERIOD, series: 'main', scope: { payers: ['payer-1'] } }, '', 100)).map(({ invoiceId }) => invoiceId));
    expect(await found(mine)).toEqual(new Set([other, note]));
    expect(await found(others)).toEqual(new Set([own, note]));
  }, 60_000);
});
