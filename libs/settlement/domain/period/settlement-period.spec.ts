import { describe, expect, it } from '@jest/globals';
import { derivedId, fold, type Reason } from '#kernel';
import { spec } from '#kernel/testing';
import fc from 'fast-check';
import type { Figures, SettledPeriod, SettlementEvent } from '../events.js';
import { settlementPeriod, type Settle, type SettlementCommand } from './settlement-period.js';
import { deltaTo } from './said.js';

const given = spec(settlementPeriod);
const askedBy = { actor: 'spec' };
const period: SettledPeriod = { gsrn: '571313100000012345', from: '2025-01-01', to: '2025-02-01', supplyId: 's', contractId: 'c', customerId: 'customer-1', payerId: 'payer-1', priceArea: 'DK1' };
const oere = (value: number): string => `${value < 0 ? '-' : ''}${Math.trunc(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, '0')}`;
/** Lines by name in øre, VAT a quarter of them (rounded down here: what the decider does with it is what counts). */
const figures = (lines: Readonly<Record<string, number>>, rate = '0.25'): Figures => {
  const subtotal = Object.values(lines).reduce((sum, one) => sum + one, 0);
  const vat = rate === '0' ? 0 : Math.trunc(subtotal / 4);
  return {
    lines: Object.entries(lines).map(([id, amount]) => ({ id, name: id, unit: 'kWh', quantity: `${Math.abs(amount)}.000`, amountDkk: oere(amount) })),
    vat: [{ rate, baseDkk: oere(subtotal), vatDkk: oere(vat) }], subtotalDkk: oere(subtotal), vatDkk: oere(vat), totalDkk: oere(subtotal + vat),
    energyKwh: { consumption: '0.000', billed: '0.000', production: '0.000', surplus: '0.000' },
  };
};
const basis = (digest: string, asOf = '5') => ({ asOf, digest, rulesVersion: 'customer-1', zone: 'UTC' });
const settle = (lines: Readonly<Record<string, number>>, digest: string, change: Partial<SettledPeriod> = {}, asOf = '5'): Settle => ({ type: 'Settle', data: { period: { ...period, ...change }, figures: figures(lines), basis: basis(digest, asOf), askedBy } });
const reasons = (code: string): Reason[] => [{ code, en: code, da: code }];
const block = (code: string, asOf = '5'): SettlementCommand => ({ type: 'Block', data: { ...period, reasons: reasons(code), asOf, askedBy } });
const reverse: SettlementCommand = { type: 'Reverse', data: { gsrn: period.gsrn, from: period.from, reason: 'supply-not-ours', asOf: '5', askedBy } };
const dismiss: SettlementCommand = { type: 'DismissIssue', data: { gsrn: period.gsrn, from: period.from, reason: 'burnt', dismissedBy: 'clerk' } };

const id = (starts = 0): string => derivedId('settlement', period.gsrn, period.from, starts);
const settled = (lines: Readonly<Record<string, number>>, digest: string, starts = 0): SettlementEvent => ({ type: 'PeriodSettled', data: { ...period, ...figures(lines), settlementId: id(starts), basis: basis(digest), askedBy } });
const blocked = (code: string): SettlementEvent => ({ type: 'SettlementBlocked', data: { ...period, reasons: reasons(code), asOf: '5', askedBy } });
const dismissed: SettlementEvent = { type: 'SettlementIssueDismissed', data: { gsrn: period.gsrn, from: period.from, to: period.to, reason: 'burnt', dismissedBy: 'clerk' } };
const resolved = (why: 'settled' | 'not-planned'): SettlementEvent => ({ type: 'SettlementIssueResolved', data: { gsrn: period.gsrn, from: period.from, to: period.to, why, askedBy } });
const line = (name: string, quantity: string, amountDkk: string) => ({ id: name, name, unit: 'kWh' as const, quantity, amountDkk });
const corrected: SettlementEvent = { type: 'SettlementCorrected', data: {
  ...period, ...figures({ energy: 1_100, tax: 50 }), settlementId: id(), number: 1, basis: basis('d2'), askedBy,
  delta: { lines: [line('energy', '100.000', '1.00'), line('tax', '50.000', '0.50'), line('fee', '-300.000', '-3.00')], vat: [{ rate: '0.25', baseDkk: '-1.50', vatDkk: '-0.38' }], subtotalDkk: '-1.50', vatDkk: '-0.38', totalDkk: '-1.88' },
} };
const takenBack: SettlementEvent = { type: 'SettlementReversed', data: {
  ...period, settlementId: id(), number: 1, reason: 'supply-not-ours', askedBy,
  delta: { lines: [line('energy', '-1000.000', '-10.00')], vat: [{ rate: '0.25', baseDkk: '-10.00', vatDkk: '-2.50' }], subtotalDkk: '-10.00', vatDkk: '-2.50', totalDkk: '-12.50' },
} };

describe('The settlement of a point and a period', () => {
  it('says its figures once', () => given().when(settle({ energy: 1_000 }, 'd1')).thenEvents(settled({ energy: 1_000 }, 'd1')));
  it('says nothing again for the same versions', () => given(settled({ energy: 1_000 }, 'd1')).when(settle({ energy: 1_000 }, 'd1')).thenNothing());
  it('says nothing when other versions give the same amounts', () => given(settled({ energy: 1_000 }, 'd1')).when(settle({ energy: 1_000 }, 'd2')).thenNothing());
  it('corrects by the difference to everything said, lines that came and went included', () =>
    given(settled({ energy: 1_000, fee: 300 }, 'd1')).when(settle({ energy: 1_100, tax: 50 }, 'd2')).thenEvents(corrected));
  it('says nothing when it was slower than somebody who looked at more of the log', () => {
    given(settled({ energy: 1_000 }, 'd1')).when(settle({ energy: 9 }, 'd0', {}, '4')).thenNothing();
    given(settled({ energy: 1_000 }, 'd1')).when(block('SPOT_MISSING', '4')).thenNothing();
  });
  it('takes everything back, to the øre, once', () => given(settled({ energy: 1_000 }, 'd1')).when(reverse).thenEvents(takenBack));
  it('has nothing to take back when nothing was said', () => { given().when(reverse).thenNothing(); given(settled({ energy: 1_000 }, 'd1'), takenBack).when(reverse).thenNothing(); });
  it('begins anew after it was taken back, as another settlement', () =>
    given(settled({ energy: 1_000 }, 'd1'), takenBack).when(settle({ energy: 1_000 }, 'd1')).thenEvents(settled({ energy: 1_000 }, 'd1', 1)));
  it('is taken back from one payer and begun anew for another', () => {
    const other = settle({ energy: 1_000 }, 'd2', { payerId: 'payer-2' });
    given(settled({ energy: 1_000 }, 'd1')).when(other).thenEvents(
      { ...takenBack, data: { ...takenBack.data, reason: 'period-changed' } } as SettlementEvent,
      { type: 'PeriodSettled', data: { ...period, payerId: 'payer-2', ...figures({ energy: 1_000 }), settlementId: id(1), basis: basis('d2'), askedBy } });
  });
  it('says that the period ends on another day even when the amounts are the same', () => {
    const events = settlementPeriod.decide(settle({ energy: 1_000 }, 'd2', { to: '2025-01-20' }), fold(settlementPeriod, [settled({ energy: 1_000 }, 'd1')]));
    expect(events).toMatchObject([{ type: 'SettlementCorrected', data: { to: '2025-01-20', delta: { lines: [], totalDkk: '0.00' } } }]);
  });
  it('carries VAT by rate: a rate that went is taken back', () => {
    expect(deltaTo(figures({ energy: 1_000 }, '0'), { lines: { energy: { name: 'energy', unit: 'kWh', quantity: 1_000_000n, amountOere: 1_000n } }, vat: { 0.25: { baseOere: 1_000n, vatOere: 250n } } }))
      .toMatchObject({ lines: [], vat: [{ rate: '0', baseDkk: '10.00', vatDkk: '0.00' }, { rate: '0.25', baseDkk: '-10.00', vatDkk: '-2.50' }], subtotalDkk: '0.00', vatDkk: '-2.50', totalDkk: '-2.50' });
  });
});

describe('The issue of a period', () => {
  it('is opened with what is missing, and again when something else is', () => {
    given().when(block('SPOT_MISSING')).thenEvents(blocked('SPOT_MISSING'));
    given(blocked('SPOT_MISSING')).when(block('SPOT_MISSING')).thenNothing();
    given(blocked('SPOT_MISSING')).when(block('VAT_MISSING')).thenEvents(blocked('VAT_MISSING'));
  });
  it('is dismissed with a reason, and stays so until something else is missing', () => {
    given(blocked('SPOT_MISSING')).when(dismiss).thenEvents(dismissed);
    given(blocked('SPOT_MISSING'), dismissed).when(block('SPOT_MISSING')).thenNothing();
    given(blocked('SPOT_MISSING'), dismissed).when(block('VAT_MISSING')).thenEvents(blocked('VAT_MISSING'));
  });
  it('cannot be dismissed when there is none', () => { given().when(dismiss).thenRejected('NO_OPEN_ISSUE'); given(settled({ energy: 1 }, 'd1')).when(dismiss).thenRejected('NO_OPEN_ISSUE'); });
  it('ends with figures', () => given(blocked('SPOT_MISSING'), dismissed).when(settle({ energy: 1_000 }, 'd1')).thenEvents(settled({ energy: 1_000 }, 'd1')));
  it('leaves figures that stand as they are, and ends when these come out again', () => {
    given(settled({ energy: 1_000 }, 'd1')).when(block('READINGS_MISSING')).thenEvents(blocked('READINGS_MISSING'));
    given(settled({ energy: 1_000 }, 'd1'), blocked('READINGS_MISSING')).when(settle({ energy: 1_000 }, 'd2')).thenEvents(resolved('settled'));
    given(settled({ energy: 1_000, fee: 300 }, 'd1'), blocked('READINGS_MISSING')).when(settle({ energy: 1_100, tax: 50 }, 'd2')).thenEvents(corrected);
  });
  it('ends when the period is not planned any more', () => given(blocked('SPOT_MISSING')).when(reverse).thenEvents(resolved('not-planned')));
  it('takes back what stands for more days than are planned, so that no day stands in two settlements', () => {
    const shorter: SettlementCommand = { type: 'Block', data: { ...period, to: '2025-01-20', reasons: reasons('CONTRACT_MISSING'), asOf: '6', askedBy } };
    const longer: SettlementCommand = { type: 'Block', data: { ...shorter.data, to: '2025-04-01' } };
    given(settled({ energy: 1_000 }, 'd1')).when(shorter).thenEvents({ ...takenBack, data: { ...takenBack.data, reason: 'period-changed' } } as SettlementEvent, { type: 'SettlementBlocked', data: shorter.data });
    given(settled({ energy: 1_000 }, 'd1')).when(longer).thenEvents({ type: 'SettlementBlocked', data: longer.data });
  });
  it('takes back what another payer was told', () => {
    const events = settlementPeriod.decide({ type: 'Block', data: { ...period, payerId: 'payer-2', reasons: reasons('SPOT_MISSING'), asOf: '5', askedBy } }, fold(settlementPeriod, [settled({ energy: 1_000 }, 'd1')]));
    expect(events.map(({ type }) => type)).toEqual(['SettlementReversed', 'SettlementBlocked']);
  });
});

describe('Any history of settlements', () => {
  const lines = fc.dictionary(fc.constantFrom('energy', 'grid', 'tax', 'fee', 'subscription'), fc.integer({ min: -100_000, max: 100_000 }), { maxKeys: 5 });
  const step = fc.oneof(lines.map((of) => ({ settle: of })), fc.constant({ reverse: true }), fc.constantFrom('SPOT_MISSING', 'VAT_MISSING').map((code) => ({ block: code })));

  it('adds up to its latest figures, line by line and VAT included, and says nothing twice', () => {
    fc.assert(fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
      const events: SettlementEvent[] = [];
      let latest: Figures | undefined;
      steps.forEach((one, at) => {
        const command: SettlementCommand = 'settle' in one ? settle(one.settle, `d${at}`) : 'block' in one ? block(one.block) : reverse;
        const decided = settlementPeriod.decide(command, fold(settlementPeriod, events));
        events.push(...decided);
        if ('settle' in one) latest = figures(one.settle);
        else if ('reverse' in one) latest = undefined;
        expect(settlementPeriod.decide(command, fold(settlementPeriod, events))).toEqual([]);
      });
      const said = new Map<string, number>();
      const add = (id: string, dkk: string) => said.set(id, (said.get(id) ?? 0) + Math.round(Number(dkk) * 100));
      for (const event of events) {
        if (event.type !== 'PeriodSettled' && event.type !== 'SettlementCorrected' && event.type !== 'SettlementReversed') continue;
        const added = event.type === 'PeriodSettled' ? event.data : event.data.delta;
        for (const one of added.lines) add(one.id, one.amountDkk);
        for (const [sum, dkk] of [['subtotal', added.subtotalDkk], ['vat', added.vatDkk], ['total', added.totalDkk]] as const) add(sum, dkk);
        for (const { rate, vatDkk } of added.vat) add(`vat ${rate}`, vatDkk);
      }
      const expected = new Map(latest ? [...latest.lines.map((one) => [one.id, one.amountDkk] as const), ['subtotal', latest.subtotalDkk] as const, ['vat', latest.vatDkk] as const, ['total', latest.totalDkk] as const, ['vat 0.25', latest.vatDkk] as const]
        .map(([id, dkk]) => [id, Math.round(Number(dkk) * 100)] as const) : []);
      for (const id of new Set([...said.keys(), ...expected.keys()])) expect({ id, is: (said.get(id) ?? 0) || 0 }).toEqual({ id, is: expected.get(id) ?? 0 });
    }), { numRuns: 300 });
  });
});
