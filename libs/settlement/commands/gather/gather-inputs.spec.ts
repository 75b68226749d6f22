import { describe, expect, it } from '@jest/globals';
import { addDays, calendarOf } from '#energy';
import { settle } from '../../domain/customer/settle.js';
import { PriceSheets } from '../../domain/customer/sums/price-sheets.js';
import { GOLDEN_CUSTOMER, GOLDEN_DAY, GOLDEN_GSRN, goldenFacts, plainFacts, type PlainFacts } from '../../testing.js';
import { planPoints } from '../plan-points.js';
import { type Gathered, rulesOf } from './facts.js';
import { gatherInputs } from './gather-inputs.js';
import { settleGathered as settleOn, versionsOf } from './settle-gathered.js';

const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
const EXPORT = '571313100000077777';
const HUB = '571313100000088888';
const OTHER = '571313100000099999';
const REGISTERED = '2024-12-01T00:00Z';

const settleGathered = (gathered: Gathered) => settleOn(gathered, new PriceSheets());
/** The figures, or an error that names what lacks. */
const figuresIn = (gathered: Gathered) => {
  const answer = settleGathered(gathered);
  if (answer.status !== 'settled') throw new Error(JSON.stringify(answer.reasons));
  return answer.figures;
};
const gather = async (all: PlainFacts, run = JANUARY, gsrns: readonly string[] = [GOLDEN_GSRN], zone = 'UTC'): Promise<readonly Gathered[]> => {
  const facts = plainFacts(all, zone);
  return (await gatherInputs(facts, rulesOf(calendarOf(zone)), await planPoints(facts.portfolio, gsrns, run, {}), {})).map((one) => one());
};
const one = async (all: PlainFacts, run = JANUARY): Promise<Gathered> => (await gather(all, run))[0]!;
const january = (): PlainFacts => goldenFacts(JANUARY.from, JANUARY.to);
const child = (gsrn: string, meteringPointType: string, validFrom = '2020-01-01', parentGsrn: string | undefined = GOLDEN_GSRN): PlainFacts['points'][number] =>
  ({ at: 700, gsrn, validFrom, masterData: { meteringPointType, gridArea: '543', priceArea: 'DK1', resolution: 'PT1H', supplyPeriods: [], ...(parentGsrn !== undefined && { parentGsrn }) } });
const amountOf = (gathered: Gathered, end: string): string | undefined => {
  const answer = settle(gathered.input);
  if (answer.status !== 'settled') throw new Error(JSON.stringify(answer.missing));
  const found = answer.settlement.lines.find(({ id }) => id.endsWith(end));
  return found && String(found.amountOere);
};
const reasonsOf = (gathered: Gathered): readonly string[] => {
  const answer = settleGathered(gathered);
  return answer.status === 'blocked' ? answer.reasons.map(({ code }) => code) : [];
};

describe('Gathering what a settlement rests on', () => {
  it('names every version by a stable text that leads to how it is known', async () => {
    const gathered = await one(january());
    const names = versionsOf(gathered, figuresIn(gathered));
    expect(names.filter((name) => !name.startsWith('readings/') && !name.startsWith('spot/'))).toEqual([
      'charge/5790000432752/tariff/system/1', 'charge/5790000432752/tariff/system/3', 'charge/5790000432752/tariff/tax/1', 'charge/5790000432752/tariff/tax/5',
      'charge/5790000432752/tariff/transmission/1', 'charge/5790000432752/tariff/transmission/4', 'charge/5790000705689/subscription/grid-subscription/1',
      'charge/5790000705689/subscription/grid-subscription/6', 'charge/5790000705689/tariff/grid/1', 'charge/5790000705689/tariff/grid/2', 'contract/contract-1/12',
      `link/${GOLDEN_GSRN}/13`, `link/${GOLDEN_GSRN}/14`, `link/${GOLDEN_GSRN}/15`, `link/${GOLDEN_GSRN}/16`, `link/${GOLDEN_GSRN}/17`, `point/${GOLDEN_GSRN}/20`,
      'product/spot/7', 'product/spot/8', 'rate/vat/10', 'supply/supply-1/11',
    ]);
    expect(names.filter((name) => name.startsWith('readings/'))).toHaveLength(31);
    expect(names.filter((name) => name.startsWith('spot/DK1/2025-01-'))).toHaveLength(31);
    for (const name of names.filter((text) => !text.startsWith('readings/'))) expect(gathered.heardOf(name)).toMatchObject({ revision: Number(name.split('/').at(-1)) });
  });

  it('gives a point the same whatever its neighbours in the batch are', async () => {
    const all = january();
    const alone = settleGathered(await one(all));
    all.supplies.push({ ...all.supplies[0]!, gsrn: OTHER, supplyId: 'other' });
    all.contracts.push({ ...all.contracts[0]!, gsrn: OTHER, contractId: 'other', billingFrequency: 'daily', products: [{ product: 'fixed' }] });
    all.points.push({ ...all.points[0]!, gsrn: OTHER, masterData: { ...all.points[0]!.masterData, priceArea: 'DK2' } });
    all.readings.push(...all.readings.map((reading) => ({ ...reading, gsrn: OTHER, seriesId: `${reading.seriesId}-other` })));
    const among = (await gather(all, { from: '2024-11-01', to: JANUARY.to }, [OTHER, GOLDEN_GSRN])).find(({ period }) => period.gsrn === GOLDEN_GSRN && period.from === JANUARY.from)!;
    expect(JSON.stringify(settleGathered(among), text)).toBe(JSON.stringify(alone, text));
  });

  it('shares the numbers of prices between the points of a batch', async () => {
    const all = january();
    for (const list of [all.supplies, all.contracts, all.points, all.links] as { gsrn: string }[][]) list.push(...list.map((fact) => ({ ...fact, gsrn: OTHER, supplyId: 'other', contractId: 'other' })));
    const [first, second] = await gather(all, JANUARY, [GOLDEN_GSRN, OTHER]);
    expect(second!.input.charges.every((charge, at) => charge === first!.input.charges[at])).toBe(true);
    expect(second!.input.spot).toBe(first!.input.spot);
  });

  it('takes the newest registration of a reading, and of two at one instant the greater series id', async () => {
    const all = january();
    for (const seriesId of ['b', 'a']) all.readings.push({ at: 800, gsrn: GOLDEN_GSRN, seriesId, from: '2025-01-10T00:00Z', kwh: [seriesId === 'b' ? '7.000' : '1.000'], registeredAt: '2025-03-01T00:00Z' });
    expect(figuresIn(await one(all)).quantities.consumptionWh).toBe(409_200n + 6_700n);
  });

  it('reads a month-long series as one, and only its days in the period', async () => {
    const all = january();
    all.readings = [{ at: 30, gsrn: GOLDEN_GSRN, seriesId: 'long', from: '2024-12-30T00:00Z', kwh: Array.from({ length: 40 }, () => GOLDEN_DAY).flat() }];
    const gathered = await one(all);
    expect(gathered.input.readings).toHaveLength(1);
    expect(gathered.input.readings[0]!.values).toHaveLength(744);
    expect(gathered.firstIndexOf('readings/long')).toBe(48);
  });

  it('nets production of an E18 child on the days it belongs to the point', async () => {
    const all = january();
    all.points.push(child(EXPORT, 'E18', '2025-01-11'));
    all.readings.push(...Array.from({ length: 31 }, (_, day) => ({ at: 701, gsrn: EXPORT, seriesId: `export-${day}`, from: `${addDays(JANUARY.from, day)}T00:00Z`, kwh: Array.from({ length: 24 }, () => '0.500') })));
    expect(figuresIn(await one(all)).quantities).toEqual({ consumptionWh: 409_200n, productionWh: 252_000n, billedWh: 409_200n - 252_000n + 21n * 6n * 200n + 21n * 4n * 100n, surplusWh: 21n * 6n * 200n + 21n * 4n * 100n });
    all.points.push(child('571313100000066666', 'E18', '2025-01-20'));
    expect(reasonsOf(await one(all))).toContain('EXPORT_POINTS_AMBIGUOUS');
  });

  it('says what is missing before the calculation: master data, products, charges without prices, contracts', async () => {
    const all = january();
    all.points = [];
    expect(reasonsOf(await one(all))).toContain('MASTER_DATA_MISSING');
    const unknownProduct = january();
    unknownProduct.contracts[0] = { ...unknownProduct.contracts[0]!, products: [{ product: 'spot' }, { product: 'nowhere' }] };
    expect(reasonsOf(await one(unknownProduct))).toEqual(['PRODUCT_UNKNOWN', 'PRODUCT_PRICE_MISSING']);
    const unknownCharge = january();
    unknownCharge.links.push({ ...unknownCharge.links[0]!, at: 18, code: 'nowhere' });
    expect(reasonsOf(await one(unknownCharge))).toEqual(['CHARGE_PRICE_MISSING']);
    const noContract = january();
    noContract.contracts = [];
    expect(reasonsOf(await one(noContract))).toContain('CONTRACT_MISSING');
  });

  it('takes points and dated prices of one charge together: for each interval the newest registration', async () => {
    const all = january();
    const grid = '5790000705689/tariff/grid';
    all.prices.push({ key: grid, at: 800, from: '2025-01-31', points: Array.from({ length: 24 }, () => '1'), registeredAt: '2024-12-20T00:00Z' });
    expect(amountOf(await one(all), 'tariff/grid')).toBe(String(Math.round(30 * 369.6 + 1_320)));
    all.prices.push({ key: grid, at: 801, from: '2024-01-01', price: '0', registeredAt: '2024-11-20T00:00Z' });
    expect(amountOf(await one(all), 'tariff/grid')).toBe(String(Math.round(30 * 369.6 + 1_320)));
    all.prices.push({ key: grid, at: 802, from: '2025-01-01', price: '2', registeredAt: '2024-12-30T00:00Z' });
    expect(amountOf(await one(all), 'tariff/grid')).toBe(String(31 * 2_640));
  });
});

describe('Reduced electricity tax', () => {
  const heated = (to = '2025-03-01', supplied = '2025-01-01', heatedFrom = '2025-01-01'): PlainFacts => {
    const all = goldenFacts('2025-01-01', to, supplied);
    all.rates.push({ at: 21, name: 'taxLimit', value: '4000', from: '2000-01-01', registeredAt: REGISTERED }, { at: 22, name: 'reducedTax', value: '0.001', from: '2000-01-01', registeredAt: REGISTERED });
    all.heating.push({ at: 23, gsrn: GOLDEN_GSRN, from: heatedFrom });
    return all;
  };
  const FEBRUARY = { from: '2025-02-01', to: '2025-03-01' };

  it('counts what earlier readings of our supply used of the year', async () => {
    const { input, otherReadings, readSince } = await one(heated(), FEBRUARY);
    expect(input.reduction).toMatchObject({ usedBeforeWh: 409_200n, entitled: [{ from: '2025-01-01' }] });
    expect(otherReadings).toHaveLength(31);
    expect(readSince).toBe('2025-01-01');
  });
  it('is another version when an earlier reading is, and unknown when one is missing', async () => {
    const digest = async (all: PlainFacts) => (settleGathered(await one(all, FEBRUARY)) as { digest?: string }).digest;
    const corrected = heated();
    corrected.readings.push({ at: 800, gsrn: GOLDEN_GSRN, seriesId: 'again', from: '2025-01-10T00:00Z', kwh: GOLDEN_DAY, registeredAt: '2025-03-05T00:00Z' });
    expect(await digest(corrected)).not.toBe(await digest(heated()));
    const torn = heated();
    torn.readings.splice(3, 1);
    expect(reasonsOf(await one(torn, FEBRUARY))).toEqual(['USED_BEFORE_MISSING']);
  });
  it('shares the limit out from the day we supply, unless it is stated what was used before', async () => {
    const movedIn = heated('2025-03-01', '2025-02-01', '2024-06-01');
    expect((await one(movedIn, FEBRUARY)).input.reduction).toMatchObject({ entitled: [{ from: '2025-02-01' }], usedBeforeWh: 0n });
    movedIn.heating[0] = { ...movedIn.heating[0]!, from: '2025-01-01', usedBeforeKwh: '1250.5' };
    expect((await one(movedIn, FEBRUARY)).input.reduction).toMatchObject({ entitled: [{ from: '2025-01-01' }], usedBeforeWh: 1_250_500n });
    movedIn.heating[0] = { ...movedIn.heating[0]!, from: '2024-06-01' };
    expect((await one({ ...movedIn, supplies: [{ ...movedIn.supplies[0]!, from: '2024-12-01' }], contracts: [{ ...movedIn.contracts[0]!, from: '2024-12-01' }] }, { from: '2025-01-01', to: '2025-02-01' })).input.reduction).toMatchObject({ usedBeforeWh: 0n });
  });
  it('follows the hub where the point has a D14 child, day by day', async () => {
    const all = heated('2025-02-01');
    all.points.push(child(HUB, 'D14'));
    all.readings.push(...Array.from({ length: 31 }, (_, day) => ({ at: 701, gsrn: HUB, seriesId: `hub-${day}`, from: `${addDays(JANUARY.from, day)}T00:00Z`, kwh: ['10.000', ...Array.from({ length: 23 }, () => '0.000')] })));
    const gathered = await one(all);
    expect(gathered.input.reduction?.fullRate).toHaveLength(31);
    expect(gathered.otherReadings).toHaveLength(31);
    expect(amountOf(gathered, 'tax')).toBe(String(Math.round((31 * 10 * 0.008 + 31 * 3.2 * 0.001) * 100)));
    all.readings.pop();
    expect(reasonsOf(await one(all))).toEqual(['FULL_RATE_SERIES_MISSING']);
  });
});

describe('Local days', () => {
  it('of the market zone have 25 hours in October', async () => {
    const all = goldenFacts('2025-09-29', '2025-11-02', '2025-10-01');
    const [gathered] = await gather(all, { from: '2025-10-01', to: '2025-11-01' }, [GOLDEN_GSRN], 'Europe/Copenhagen');
    const answer = settle(gathered!.input);
    if (answer.status !== 'settled') throw new Error(JSON.stringify(answer.missing));
    expect(answer.settlement.lines.find(({ id }) => id.endsWith('tariff/system'))?.parts[0]?.entries).toHaveLength(745);
    expect(gathered!.period).toMatchObject({ customerId: GOLDEN_CUSTOMER, from: '2025-10-01', to: '2025-11-01' });
  });
});

const text = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
