import { describe, expect, it } from '@jest/globals';
import type { ExplainedSettlement } from '#settlement';
import { explainedPeriodLines, readExplainOptions } from './explain-period.js';

const interval = (hour: number) => ({ at: `2025-10-01T0${hour}:00:00Z`, lasts: 'PT1H' as const, kwh: '0.100', priceDkkPerKwh: '0.123456789', productDkk: '0.0123456789', readings: [`readings/a#${hour + 1}`], prices: ['spot/DK1/2025-10-01/0#1', 'spot/DK1/2025-10-01/0#2'] });
const explained = (change: object = {}): ExplainedSettlement => ({
  gsrn: '571313900000000016', from: '2025-10-01', to: '2025-11-01', customerId: 'c', settlementId: 's', kind: 'corrected', number: 2, knownAt: '2025-11-05T08:00:00.000001Z', basis: null,
  stated: { lines: {}, subtotalDkk: '0.06', vatDkk: '0.02', totalDkk: '0.08' }, recomputed: null, matches: true,
  tree: {
    rulesVersion: 'customer-1', gsrn: '571313900000000016', zone: 'Europe/Copenhagen', from: '2025-10-01', to: '2025-11-01', rounding: 'Rounded once.',
    lines: [{ id: 'spot/consumption', name: 'A name that is far too long for any line of any invoice that anybody would ever want to read', amountDkk: '0.06', parts: [
      { from: '2025-10-01', to: '2025-11-01', vatRate: '0.25', credit: false, intervals: [0, 1, 2, 3, 4].map(interval), standing: [], unroundedDkk: '0.0617283945', roundedDkk: '0.06' }] }],
    vat: [{ rate: '0.25', baseDkk: '0.06', vatDkk: '0.02' }], subtotalDkk: '0.06', vatDkk: '0.02', totalDkk: '0.08', sources: { 'readings/a': { registeredAt: '2025-10-03T01:00:00Z' } },
  },
  leaves: { 'readings/a': { stream: 'readings-1', revision: 0, position: '1', knownAt: '2025-10-03T01:00:01.000001Z', event: '/api/streams/x', message: '/api/messages/5790001330552/d-1' } },
  terms: {}, said: [{ kind: 'settled', number: 0, amountDkk: '0.10', knownAt: '2025-11-02T00:00:00.000001Z', event: '/e' }], ...change,
}) as ExplainedSettlement;

describe('Why a period costs what it costs', () => {
  it('goes from the amount down to readings, prices, their messages and the rounding, and says that it matches', () => {
    const text = explainedPeriodLines(explained(), 'few').join('\n');
    for (const shown of [/correction 2$/m, /^Total +0\.08 DKK$/m, /0\.0617283945 rounded +0\.06$/m, /5 intervals: 0\.500 kWh, together 0\.0617283945/, /R1#1$/m, /price: P1#1 P1#2$/m, /… and 2 more: --all/, /R1 readings\/a\n +registered 2025-10-03T01:00:00Z, known .*\n +\/api\/messages\/5790001330552\/d-1$/m, /the same, 0\.08 DKK/, /as first settled +0\.10$/m]) expect(text).toMatch(shown);
  });
  it('shows every interval when asked, and none when sums are enough', () => {
    expect(explainedPeriodLines(explained(), 'intervals').join('\n').match(/PT1H/g)).toHaveLength(5);
    expect(explainedPeriodLines(explained(), 'parts').join('\n')).not.toMatch(/PT1H/);
    expect(explainedPeriodLines(explained(), 'days').join('\n')).toMatch(/2025-10-01 UTC, 5 intervals/);
  });
  it('fits 100 columns', () => { for (const detail of ['parts', 'days', 'few', 'intervals'] as const) for (const line of explainedPeriodLines(explained(), detail)) expect([...line].length).toBeLessThanOrEqual(100); });
  it('says loudly when it does not match, and why there is nothing to compute', () => {
    expect(explainedPeriodLines(explained({ matches: false, remark: 'Different: x.' }), 'few').join('\n')).toMatch(/NOT the same as stated \(0\.08 DKK\)\. Different: x\./);
    expect(explainedPeriodLines(explained({ tree: null, remark: 'All taken back.' }), 'few').join('\n')).toMatch(/^All taken back\.$/m);
  });
  it('tells everything that is wrong with the question', () => {
    expect(() => readExplainOptions('12', '2025-13', { number: '-1', knownAt: 'now', detail: 'few' })).toThrow(/<gsrn> "12"[\s\S]*<period>[\s\S]*--number[\s\S]*--known-at/);
    expect(readExplainOptions('571313900000000016', '2025-10', { number: '0', detail: 'few', all: true })).toEqual({ gsrn: '571313900000000016', period: '2025-10', number: 0, detail: 'intervals' });
  });
});
