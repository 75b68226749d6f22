import { describe, expect, it } from '@jest/globals';
import { withoutAggregateMargin } from './billed-document.js';
import { changesThatDoNotFit, type ReadingChange, settleChange } from './change.js';
import { explain } from './explanation.js';
import { reconcileReadings } from './reading-reconciliation.js';
import { disagreements } from './recompute.js';
import type { ProductKind, SettlementInput } from './settlement-input.js';
import { amountsOf, flatTariff, inputOf, price, readingSeries, settled, spotSeries, wh } from './testing.js';

const DAY = ['2025-01-01', '2025-01-02'] as const;
const START = `${DAY[0]}T00:00Z`;
const always = { from: '2000-01-01' };
const ones = Array.from({ length: 24 }, () => '1');
const proven = { version: '3', registeredAt: Date.UTC(2025, 0, 5), source: 'RSM-012/7' };

/** A product on spot, a subscription, solar cells and a reduced tax: everything that can be referred to. */
const rich = (kind: ProductKind = 'spot'): SettlementInput => inputOf(...DAY, '1', {
  readings: [readingSeries(START, ones, proven)],
  exportReadings: [readingSeries(START, ones.map((_, hour) => (hour === 12 ? '3' : '0')), { ref: 'exportReadings[0]', version: '1' })],
  spot: [spotSeries(START, ones, { source: 'day-ahead' })],
  products: [{ id: 'p', name: 'P', kind, prices: [{ ref: 'products[0].prices[0]', ...always, marginPerKwh: price('0.1'), subscriptionPerMonth: price('31') }] }],
  contracts: [{ id: 'C', ...always, products: [{ ...always, product: 'p' }] }],
  charges: [flatTariff('TAX', '1', { category: 'electricityTax' }), flatTariff('SUB', '62', { type: 'subscription', resolution: 'P1M' })],
  reduction: {
    entitled: [{ from: DAY[0], to: '2026-01-01' }], yearStartsInMonth: 1, limits: [{ ref: 'limit', ...always, whPerYear: 5_500n }],
    prices: [{ ref: 'reduced', ...always, price: price('0.01'), version: '9' }],
  },
});

describe('what a settlement rests on', () => {
  it('is named by every leaf of its explanation: readings of both meters, and each price', () => {
    const input = rich();
    const tree = explain(settled(input), input);
    const leaf = (id: string, hour: number) => tree.lines.find((line) => line.id === id)!.parts[0]!.intervals.filter(({ at }) => at === new Date(Date.parse(START) + hour * 3_600_000).toISOString().replace('.000', ''));
    const readings = (hour: number) => [`readings[0]#${hour + 1}`, `exportReadings[0]#${hour + 1}`];
    expect(leaf('spot/consumption', 0)).toMatchObject([{ lasts: 'PT1H', kwh: '1.000', priceDkkPerKwh: '1.00', readings: readings(0), prices: ['spot[0]#1'] }]);
    expect(leaf('product/p/margin', 1)).toMatchObject([{ prices: ['products[0].prices[0]'], readings: readings(1) }]);
    expect(leaf('spot/surplus', 12)).toMatchObject([{ kwh: '2.000', netOf: { consumptionKwh: '1.000', productionKwh: '3.000' }, prices: ['spot[0]#13'] }]);
    expect(leaf('charge/grid/tariff/TAX', 4)).toMatchObject([{ rate: 'full', kwh: '1.000', prices: ['charges/TAX'] }]);
    expect(leaf('charge/grid/tariff/TAX', 5)).toMatchObject([{ rate: 'full', kwh: '0.500', prices: ['charges/TAX'] }, { rate: 'reduced', kwh: '0.500', prices: ['reduced'] }]);
    expect(leaf('charge/grid/tariff/TAX', 6)).toMatchObject([{ rate: 'reduced', kwh: '1.000', prices: ['reduced'] }]);
    expect(leaf('charge/grid/tariff/TAX', 6)).toHaveLength(1);
    expect(tree.lines.find(({ id }) => id === 'product/p/subscription')!.parts[0]!.standing).toEqual([{ month: '2025-01', days: 1, daysInMonth: 31, priceDkk: '31.00', factor: '1', prices: ['products[0].prices[0]'] }]);
    expect(disagreements(tree)).toEqual([]);
  });

  it('is spot and margin both where they are one line', () => {
    const input = rich('spotAllIn');
    const energy = explain(settled(input), input).lines.find(({ id }) => id === 'product/p/energy')!;
    expect(energy.parts[0]!.intervals[0]).toMatchObject({ priceDkkPerKwh: '1.10', prices: ['spot[0]#1', 'products[0].prices[0]'] });
  });

  it('stands with its version, time of registration and source, and nothing that was not used', () => {
    const input = { ...rich(), spot: [...rich().spot, spotSeries(START, ones, { ref: 'spot[1]', area: 'DK2' })] };
    expect(explain(settled(input), input).sources).toEqual({
      'readings[0]': { version: '3', registeredAt: '2025-01-05T00:00:00Z', source: 'RSM-012/7' }, 'exportReadings[0]': { version: '1' }, 'spot[0]': { source: 'day-ahead' },
      'products[0].prices[0]': {}, 'charges/TAX': {}, 'charges/SUB': {}, reduced: { version: '9' },
    });
  });

  it('has a digest that changes with any input, and with nothing else', () => {
    const digest = (more: Partial<SettlementInput> = {}) => settled({ ...rich(), ...more }).inputsDigest;
    const others = [
      digest({ readings: [readingSeries(START, ['1.001', ...ones.slice(1)], proven)] }), digest({ readings: [readingSeries(START, [...ones.slice(1), '1.001'], proven)] }),
      digest({ readings: [readingSeries(START, ones, { ...proven, version: '4' })] }), digest({ vat: [{ ref: 'vat[0]', ...always, rate: price('0.2') }] }), digest({ gsrn: '571313100000012346' }),
    ];
    expect(digest()).toBe(digest());
    expect(new Set([digest(), ...others]).size).toBe(6);
  });

  it('is contradicted amount by amount when a total of the tree was changed', () => {
    const input = rich();
    const tree = explain(settled(input), input);
    const whats = (more: object) => disagreements({ ...tree, ...more }).map(({ what, stated }) => [what, stated]);
    expect([whats({ vatDkk: '0.01' }), whats({ subtotalDkk: '0.02' }), whats({ totalDkk: '0.03' })]).toEqual([[['vat', '0.01']], [['subtotal', '0.02']], [['total', '0.03']]]);
    expect(whats({ lines: tree.lines.map((line) => (line.id === 'product/p/margin' ? { ...line, amountDkk: '9.99' } : line)) })).toEqual([['product/p/margin', '9.99']]);
  });
});

describe('a period', () => {
  const links = (...factors: bigint[]) => factors.map((factor, at) => ({ owner: 'grid', type: 'subscription' as const, code: 'S', from: `2025-01-0${at + 1}`, to: `2025-01-0${at + 2}`, factor, ref: `links[${at}]` }));
  const subscribed = (...factors: bigint[]) => settled(inputOf('2025-01-01', '2025-01-03', '1', { charges: [flatTariff('S', '31', { type: 'subscription', resolution: 'P1M' })], links: links(...factors) }));

  it('is split where the factor of a subscription changes, not where it is linked again', () => {
    expect(subscribed(1n, 2n).segments).toHaveLength(2);
    expect(amountsOf(subscribed(1n, 2n))['charge/grid/subscription/S']).toBe(300n);
    expect(subscribed(2n, 2n).segments).toHaveLength(1);
  });

  it('is not split by the factor of a tariff, nor by prices that are new every day by nature', () => {
    const points = [{ ref: 't', resolution: 'P1D' as const, from: Date.parse(START), fromDate: DAY[0], values: [price('1'), price('2')] }];
    const daily = settled(inputOf('2025-01-01', '2025-01-03', '1', { charges: [flatTariff('T', '0', { dated: [], points })] }));
    expect([daily.segments.length, amountsOf(daily)['charge/grid/tariff/T']]).toEqual([1, 2400n + 4800n]);
    const factors = links(1n, 2n).map((link) => ({ ...link, type: 'tariff' as const, code: 'T' }));
    const tariff = settled(inputOf('2025-01-01', '2025-01-03', '1', { charges: [flatTariff('T', '1')], links: factors }));
    expect([tariff.segments.length, amountsOf(tariff)['charge/grid/tariff/T']]).toEqual([1, 4800n]);
  });

  it.each([['a contract', { contracts: [{ id: 'A', from: '2000-01-01', to: DAY[1], products: [{ ...always, product: 'none' }] }, { id: 'B', from: DAY[1], products: [{ ...always, product: 'none' }] }] }],
    ['a VAT rate', { vat: [{ ref: 'v', ...always, rate: price('0.25') }, { ref: 'w', from: DAY[1], rate: price('0.2') }] }],
    ['a price by the hour', { charges: [flatTariff('T', '0', { dated: [{ ref: 'a', ...always, hours: ones.map((one) => price(one)) }, { ref: 'b', from: DAY[1], hours: ones.map((_, hour) => price(hour === 23 ? '2' : '1')) }] })] }],
  ])('is split where %s changes', (_, more) => {
    expect(settled(inputOf('2025-01-01', '2025-01-03', '1', more)).segments).toEqual([{ from: DAY[0], to: DAY[1] }, { from: DAY[1], to: '2025-01-03' }]);
  });
});

describe('lines', () => {
  it('of an add-on are only what it has a price for', () => {
    const input = inputOf(...DAY, '1', {
      products: [{ id: 'none', name: 'None', kind: 'fixed', prices: [{ ref: 'n', ...always, fixedPerKwh: 0n }] }, { id: 'a', name: 'A', kind: 'addOn', prices: [{ ref: 'a', ...always, subscriptionPerMonth: price('31') }] }],
      contracts: [{ id: 'C', ...always, products: [{ ...always, product: 'none' }, { ...always, product: 'a' }] }],
    });
    expect(amountsOf(settled(input))).toEqual({ 'product/none/fixed': 0n, 'product/a/subscription': 100n });
  });

  it('of all margins together stay where no product has a margin of its own', () => {
    const line = (id: string) => ({ id, amountOere: 1n });
    const kept = (...ids: string[]) => withoutAggregateMargin(ids.map(line)).map(({ id }) => id);
    expect(kept('product/*/margin', 'charge/grid/tariff/margin', 'product/p/subscription')).toHaveLength(3);
    expect(kept('product/*/margin', 'product/p/margin')).toEqual(['product/p/margin']);
  });

  it('of a fee are its full price, whatever its resolution', () => {
    const fee = flatTariff('F', '31', { type: 'fee', resolution: 'P1M' });
    expect(amountsOf(settled(inputOf(...DAY, '1', { charges: [fee] })))['charge/grid/fee/F']).toBe(3100n);
  });
});

describe('changed readings', () => {
  const input = inputOf(...DAY, '1', { charges: [flatTariff('T', '0.25')] });
  const change = (more: Partial<ReadingChange> = {}): ReadingChange => ({ at: Date.parse(START), resolution: 'PT1H', oldWh: wh('1'), newWh: wh('2'), ...more });

  it('leave lines out that do not change', () => {
    const answer = settleChange(input, [change(), change({ at: Date.parse(START) + 3_600_000, oldWh: wh('2'), newWh: wh('1') })]);
    expect(answer).toMatchObject({ status: 'settled', change: { lines: [], deltaWh: 0n, totalOere: 0n } });
    const hours = { dated: [{ ref: 'h', ...always, hours: ones.map((_, hour) => price(hour === 0 ? '1' : '2')) }] };
    const moved = [change(), change({ at: Date.parse(START) + 3_600_000, newWh: 0n })]; // as much energy, at another price
    expect(settleChange(inputOf(...DAY, '1', { charges: [flatTariff('T', '0', hours)] }), moved)).toMatchObject({ change: { lines: [{ id: 'charge/grid/tariff/T', quantity: 0n, amountOere: -100n }] } });
    expect(settleChange(input, [change()])).toMatchObject({ change: { lines: [{ id: 'product/none/fixed', amountOere: 0n, quantity: 1000n }, { id: 'charge/grid/tariff/T', amountOere: 25n, quantity: 1000n }] } });
  });

  it('must say what the readings said before', () => {
    const wrong = change({ oldWh: wh('5') });
    expect(changesThatDoNotFit(input, [change(), wrong])).toEqual([wrong]);
    const quarters = inputOf(...DAY, '1', { readings: [readingSeries(START, Array.from({ length: 96 }, () => '1'), { resolution: 'PT15M' })] });
    const wrongQuarter = change({ resolution: 'PT15M', oldWh: wh('5') });
    expect(changesThatDoNotFit(quarters, [change({ resolution: 'PT15M' }), wrongQuarter, change({ oldWh: wh('5') })])).toEqual([wrongQuarter]);
    expect(changesThatDoNotFit({ ...input, readings: [] }, [wrong])).toEqual([]);
  });
});

describe('the hub’s energy beside ours', () => {
  it('differs instant by instant, in order of time', () => {
    const answer = reconcileReadings([{ at: 30, wh: 5n }, { at: 10, wh: 2n }, { at: 10, wh: 1n }, { at: 40, wh: 8n }], [{ at: 20, wh: 7n }, { at: 30, wh: 6n }, { at: 40, wh: 6n }], 1n);
    expect(answer).toEqual({
      reconciled: false, oursWh: 16n, hubWh: 19n, differenceWh: -3n,
      discrepancies: [{ at: 10, oursWh: 3n, hubWh: undefined }, { at: 20, oursWh: undefined, hubWh: 7n }, { at: 40, oursWh: 8n, hubWh: 6n }],
    });
    expect(reconcileReadings([{ at: 1, wh: 5n }], [{ at: 1, wh: 6n }], 1n).reconciled).toBe(true);
  });
});
