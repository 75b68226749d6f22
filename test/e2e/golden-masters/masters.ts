import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand, type Bill, CONSUMPTION, changesOf, difference, expected, expectedChange, expectedParts, EXPORT, FULL_MONTH, given, type GivenCharge, SPOT, sumOf, takenBack, withoutZeros } from './figures.js';
import { type Billed, goldenGsrn, type Settlement, Stage, SENDER, type Told } from './stage.js';

const JANUARY = { from: '2025-01-01', to: '2025-02-01' };
const FEBRUARY = { from: '2025-02-01', to: '2025-03-01' };
const MID_MONTH = '2025-01-16';
const GRID = '5790000392261';
/** A grid company of the master whose tariff changes, so that the others keep theirs. */
const OTHER_GRID = '5790000610877';
const DAYS = 59;
const REGISTERED_LATER = { registeredAt: '2025-02-20T06:00:00Z' };

/** `readings`: the document they came in. */
type Customer = Readonly<{ gsrn: string; supplyId: string; readings: string }>;

/** A bill without what else was answered with it. */
const billOf = ({ lines, subtotalDkk, vatDkk, totalDkk }: Bill): Bill => ({ lines, subtotalDkk, vatDkk, totalDkk });
const everyDay = (days: number): string[] => Array.from({ length: days }, () => CONSUMPTION).flat();

/**
 * GM1 to GM12 as messages: prices, customers and readings come in as documents, runs are asked for, and everything is read from the API and compared to the
 * oere. Days and hours are those of UTC and ids need no right check digit, as the masters have it. On account: see GM3 and GM4.
 */
export const tellMasters = (open: () => Promise<Told>, telling: number): void => {
  let stage: Stage;
  let prices: string;
  beforeAll(async () => {
    stage = new Stage(await open());
    prices = await tellMarket(stage);
  }, 180_000);

  const gsrnOf = (number: number): string => goldenGsrn(number, telling);

  /** A point with a customer from a day on, with readings of January and February, as documents. */
  const supplied = async (number: number, from: string, { billingFrequency = 'monthly', grid = GRID, days = DAYS }: Readonly<{ billingFrequency?: string; grid?: string; days?: number }> = {}): Promise<Customer> => {
    const gsrn = gsrnOf(number);
    const [customerId, contractId, supplyId] = [`gm-c-${gsrn}`, `gm-k-${gsrn}`, `gm-s-${gsrn}`];
    await stage.point(gsrn);
    await stage.tell('portfolio.customers', [{ customerId, kind: 'private' }], `customer-${customerId}`, customerId);
    await stage.tell('portfolio.supplies', [{ action: 'start', gsrn, supplyId, customerId, from }], `supply-${gsrn}`, gsrn);
    await stage.tell('portfolio.contracts', [{ contractId, gsrn, customerId, from: '2024-01-01', products: [{ product: 'spot' }], billingFrequency, paymentDays: 20 }], `contract-${contractId}`, gsrn);
    await stage.tell('portfolio.links', given(FULL_MONTH).charges.map(({ owner, type, code }) => ({ gsrn, owner: owner === GRID ? grid : owner, type, code, from: '2024-01-01' })), `links-${gsrn}`, gsrn);
    return { gsrn, supplyId, readings: await stage.readings(gsrn, '2025-01-01T00:00:00Z', everyDay(days)) };
  };

  /** Settled and invoiced for a period: the settlement and its invoice, which say the same and can say why. */
  const billed = async ({ gsrn }: Customer, first: string, run: Readonly<{ from: string; to: string }> = JANUARY, documents = 1): Promise<{ settlement: Settlement; invoice: Billed }> => {
    expect(await stage.settle([gsrn], run.from, run.to)).toMatchObject({ counts: { settled: 1 } });
    const settlement = await stage.settlement(gsrn, first);
    expect(await stage.invoice([gsrn], run.from, run.to)).toMatchObject({ issued: 1, notDrafted: [] });
    const invoice = (await stage.issued(gsrn, documents)).at(-1)!;
    expect(invoice).toMatchObject({ kind: 'invoice', status: 'issued', period: { from: first, to: run.to }, corrects: null });
    expect(withoutZeros(invoice.bill)).toEqual(withoutZeros(billOf(settlement)));
    expect(await stage.door.get(`/api/settlements/${gsrn}/${first}/explain`)).toMatchObject({ matches: true, stated: { totalDkk: settlement.totalDkk }, recomputed: { totalDkk: settlement.totalDkk } });
    expect(await stage.door.get(`/api/invoices/${invoice.number}/explain`)).toMatchObject({ matches: true, totalDkk: settlement.totalDkk });
    return { settlement, invoice };
  };

  /** What all documents of the point say together. */
  const together = (documents: readonly Billed[]): Bill => sumOf(documents.map(({ bill }) => bill));

  /** Readings that change, in one document from the first changed day to the last. */
  const change = async (gsrn: string, situation: string): Promise<void> => {
    const changes = changesOf(situation);
    const dayOf = (hour: string): number => Date.parse(`${hour.slice(0, 10)}T00:00:00Z`);
    const first = dayOf(changes[0]!.hour);
    const kwh = everyDay((dayOf(changes.at(-1)!.hour) - first) / 86_400_000 + 1);
    for (const { hour, oldKwh, newKwh } of changes) {
      const at = (Date.parse(hour) - first) / 3_600_000;
      expect(kwh[at]).toBe(oldKwh);
      kwh[at] = newKwh;
    }
    await stage.readings(gsrn, new Date(first).toISOString().replace('.000Z', 'Z'), kwh, REGISTERED_LATER);
  };

  describe('by hand, once more', () => {
    it.each([['2025-01-01', 'given_a_full_month'], [MID_MONTH, 'given_supply_that_starts_mid_month'], ['2025-01-19', 'given_a_move_in_later_than_first_told'], ['2025-01-13', 'given_a_move_in_earlier_than_first_told']])(
      'the bill from %s is the one of %s', (from, situation) => { expect(byHand(from, JANUARY.to)).toEqual(billOf(expected(situation))); });
  });

  it('GM1: a full month, 793.14', async () => {
    const customer = await supplied(1, JANUARY.from);
    const { settlement, invoice } = await billed(customer, JANUARY.from);
    expect(billOf(settlement)).toEqual(billOf(expected('given_a_full_month')));
    expect(invoice).toMatchObject({ totalDkk: '793.14', vatDkk: '158.63' });
    expect(settlement).toMatchObject({ energyKwh: { consumption: '409.200' }, issue: null, said: [{ kind: 'settled' }] });
    const line = `charge/${GRID}/tariff/40000`;
    const why = await stage.door.get(`/api/settlements/${customer.gsrn}/2025-01/explain?line=${encodeURIComponent(line)}`) as unknown as Why;
    expect(why.tree.lines).toMatchObject([{ id: line, amountDkk: '114.58' }]);
    expect(why.tree.lines[0]!.parts.flatMap(({ intervals }) => intervals)).toHaveLength(744);
    const messageOf = (documentId: string): string => `/api/messages/${SENDER}/${documentId}`;
    expect(new Set(Object.values(why.leaves).map(({ message }) => message))).toEqual(new Set([messageOf(customer.readings), messageOf(prices)]));
    expect(await stage.door.get(messageOf(customer.readings))).toMatchObject({ documentId: customer.readings });
  }, 180_000);

  it('GM2: a month that begins on the 16th, 409.36', async () => {
    const { settlement } = await billed(await supplied(2, MID_MONTH), MID_MONTH);
    expect(billOf(settlement)).toEqual(billOf(expected('given_supply_that_starts_mid_month')));
    expect(settlement).toMatchObject({ totalDkk: '409.36', energyKwh: { consumption: '211.200' } });
  }, 180_000);

  // GM3 and GM4 are on-account masters. The product does not bill on account yet, so there is no message by which to tell them; the arithmetic alone is proved
  // by the scenarios given_aconto_paid_too_little, …_too_much, …_exactly and given_a_final_settlement_with_aconto. Here: what payments will be set against.
  it('GM3 and GM4: the actual amounts that on-account payments will be set against, 793.14 and 409.36', async () => {
    const quarter = await billed(await supplied(3, JANUARY.from), JANUARY.from);
    const leaving = await supplied(4, MID_MONTH);
    await stage.tell('portfolio.supplies', [{ action: 'end', gsrn: leaving.gsrn, supplyId: leaving.supplyId, to: JANUARY.to, reason: 'E20' }], `supply-${leaving.gsrn}`, leaving.gsrn);
    const last = await billed(leaving, MID_MONTH);
    expect([quarter.invoice.totalDkk, last.invoice.totalDkk]).toEqual(['793.14', '409.36']);
  }, 180_000);

  // The masters state a delta of its own rounding. What is billed here is the new whole settlement minus what was billed, so that all documents add up to the
  // settlement to the oere; where the two differ by an oere on a line, the figures of both stand beside each other.
  it('GM5: changed readings make a debit note of 0.91, as the master has it', async () => {
    const customer = await supplied(5, JANUARY.from);
    const { settlement: before } = await billed(customer, JANUARY.from);
    await change(customer.gsrn, 'given_changed_readings');
    const { now, note } = await corrected(customer, JANUARY.from, before, byHand(JANUARY.from, JANUARY.to, changesOf('given_changed_readings')));
    const master = expectedChange('given_changed_readings');
    expect(note).toMatchObject({ kind: 'debitNote', subtotalDkk: master.subtotalDkk, vatDkk: master.vatDkk, totalDkk: '0.91' });
    expect(withoutZeros(note.bill).lines).toMatchObject({ 'product/spot/energy': '0.49', 'charge/5790000432752/tariff/40010': '0.02', 'charge/5790000432752/tariff/45013': '0.02' });
    expect(note.bill.lines[`charge/${GRID}/tariff/40000`]).toBe('0.19'); // 114.771 is billed as 114.77; the delta alone, 0.195, would have been 0.20
    expect(note.bill.lines['charge/5790000432752/tariff/EA-001']).toBe('0.01'); // 3.2764 is billed as 3.28; the delta alone, 0.0028, would have been 0.00
    expect(now.totalDkk).toBe('794.05');
  }, 240_000);

  it('GM6: an erroneous switch takes back January and February, 793.14 + 727.02 = 1520.16', async () => {
    const customer = await supplied(6, JANUARY.from);
    const january = await billed(customer, JANUARY.from);
    const february = await billed(customer, FEBRUARY.from, FEBRUARY, 2);
    expect(billOf(january.settlement)).toEqual(billOf(expected('given_an_erroneous_switch_january')));
    expect(billOf(february.settlement)).toEqual(billOf(expected('given_an_erroneous_switch_february')));
    await stage.tell('portfolio.supplies', [{ action: 'reverse', gsrn: customer.gsrn, supplyId: customer.supplyId, reason: 'erroneousSwitch', process: 'BRS-003' }], `supply-${customer.gsrn}`, customer.gsrn);
    const documents = await stage.issueNotes(customer.gsrn, 4);
    const notes = documents.filter(({ kind }) => kind === 'creditNote');
    expect(documents).toHaveLength(4);
    for (const { settlement, invoice } of [january, february]) {
      const note = notes.find(({ corrects }) => corrects?.invoiceId === invoice.invoiceId)!;
      expect(note.corrects?.number).toBe(invoice.number);
      expect(withoutZeros(note.bill)).toEqual(withoutZeros(takenBack(billOf(settlement))));
    }
    expect(sumOf(notes.map(({ bill }) => bill)).totalDkk).toBe('-1520.16');
    expect(together(documents)).toEqual({ lines: {}, subtotalDkk: '0.00', vatDkk: '0.00', totalDkk: '0.00' });
    for (const from of [JANUARY.from, FEBRUARY.from]) expect(await stage.settlement(customer.gsrn, from, 2)).toMatchObject({ status: 'reversed', totalDkk: '0.00', said: [{ kind: 'settled' }, { kind: 'reversed' }] });
    expect(await stage.settle([customer.gsrn], JANUARY.from, FEBRUARY.to)).toMatchObject({ counts: { settled: 0 } });
  }, 240_000);

  it('GM7: electrical heating passes the yearly limit inside an hour, 792.36', async () => {
    const customer = await supplied(7, JANUARY.from);
    await stage.tell('portfolio.heating', [{ gsrn: customer.gsrn, from: '2024-07-01', usedBeforeKwh: '3800' }], `heating-${customer.gsrn}`, customer.gsrn);
    const { settlement } = await billed(customer, JANUARY.from);
    expect(billOf(settlement)).toEqual(billOf(expected('given_electrical_heating_that_passes_the_limit')));
    const line = 'charge/5790000432752/tariff/EA-001';
    const { tree } = await stage.door.get(`/api/settlements/${customer.gsrn}/2025-01/explain?line=${encodeURIComponent(line)}`) as unknown as Why;
    const kwhAt = (rate: string): number => tree.lines[0]!.parts.flatMap(({ intervals }) => intervals).filter((one) => one.rate === rate).reduce((sum, { kwh }) => sum + Math.round(Number(kwh) * 1_000), 0);
    expect({ full: kwhAt('full'), reduced: kwhAt('reduced') }).toEqual({ full: 200_000, reduced: 209_200 });
  }, 180_000);

  it('GM8: a day with solar cells, netted hour by hour, 20.10', async () => {
    const customer = await supplied(8, JANUARY.from, { billingFrequency: 'daily', days: 1 });
    const child = gsrnOf(808);
    await stage.point(child, { meteringPointType: 'E18', parentGsrn: customer.gsrn });
    await stage.readings(child, '2025-01-01T00:00:00Z', EXPORT, { type: 'E18' });
    const { settlement } = await billed(customer, JANUARY.from, { from: '2025-01-01', to: '2025-01-02' });
    const { consumptionKwh, billedKwh, surplusKwh, ...figures } = expected('given_a_solar_day');
    expect(billOf(settlement)).toEqual(billOf(figures));
    expect(settlement).toMatchObject({ totalDkk: '20.10', energyKwh: { consumption: consumptionKwh, billed: billedKwh, surplus: surplusKwh } });
  }, 180_000);

  it('GM9: a correction inside a supply that began on the 16th makes a credit note of 0.44, as the master has it', async () => {
    const customer = await supplied(9, MID_MONTH);
    const { settlement: before } = await billed(customer, MID_MONTH);
    await change(customer.gsrn, 'given_changed_readings_within_supply');
    const { note } = await corrected(customer, MID_MONTH, before, byHand(MID_MONTH, JANUARY.to, changesOf('given_changed_readings_within_supply')));
    const master = expectedChange('given_changed_readings_within_supply');
    expect(note).toMatchObject({ kind: 'creditNote', subtotalDkk: master.subtotalDkk, vatDkk: master.vatDkk, totalDkk: '-0.44' });
    expect(withoutZeros(note.bill).lines).toEqual({ 'product/spot/energy': '-0.21', [`charge/${GRID}/tariff/40000`]: '-0.13', 'charge/5790000432752/tariff/45013': '-0.01' }); // the deltas alone: system -0.01, transmission 0.00
  }, 240_000);

  it('GM10: a grid tariff that changes on the 16th, 830.08, each side of the day rounded by itself', async () => {
    const { settlement } = await billed(await supplied(10, JANUARY.from, { grid: OTHER_GRID }), JANUARY.from);
    const situation = 'given_a_grid_tariff_that_changes_mid_month';
    const renamed = (id: string): string => id.replace(GRID, OTHER_GRID);
    const { lines, ...totals } = billOf(expected(situation));
    expect(billOf(settlement)).toEqual({ lines: Object.fromEntries(Object.entries(lines).map(([id, amount]) => [renamed(id), amount])), ...totals });
    const { tree } = await stage.door.get(`/api/settlements/${gsrnOf(10)}/2025-01/explain`) as unknown as Why;
    const parts = tree.lines.flatMap(({ id, parts: of }) => of.map(({ from, to, roundedDkk }) => `${id} ${from} ${to} ${roundedDkk}`));
    expect(parts.sort()).toEqual(expectedParts(situation).map(({ id, from, to, amount_dkk }) => `${renamed(id!)} ${from} ${to} ${amount_dkk}`).sort());
  }, 180_000);

  it.each([
    ['GM11-later', 11, '2025-01-19', 'given_a_move_in_later_than_first_told', '332.60', '-76.76'],
    ['GM11-earlier', 12, '2025-01-13', 'given_a_move_in_earlier_than_first_told', '486.10', '76.74'],
  ])('%s: a move-in told wrongly is credited whole, 409.36, and invoiced anew', async (_master, number, moved, situation, total, net) => {
    const customer = await supplied(number, MID_MONTH);
    const { settlement: before, invoice } = await billed(customer, MID_MONTH);
    await stage.tell('portfolio.supplies', [{ action: 'correctStart', gsrn: customer.gsrn, supplyId: customer.supplyId, from: moved }], `supply-${customer.gsrn}`, customer.gsrn);
    const [, note] = await stage.issueNotes(customer.gsrn, 2);
    expect(note).toMatchObject({ kind: 'creditNote', totalDkk: '-409.36', corrects: { invoiceId: invoice.invoiceId, number: invoice.number } });
    expect(withoutZeros(note!.bill)).toEqual(withoutZeros(takenBack(billOf(before))));
    const anew = await stage.settlement(customer.gsrn, moved);
    expect(billOf(anew)).toEqual(billOf(expected(situation)));
    expect(await stage.settle([customer.gsrn], JANUARY.from, JANUARY.to)).toMatchObject({ counts: { settled: 0, unchanged: 1 } });
    expect(await stage.invoice([customer.gsrn], JANUARY.from, JANUARY.to)).toMatchObject({ issued: 1 });
    const documents = await stage.issued(customer.gsrn, 3);
    expect(documents.map(({ kind, totalDkk }) => [kind, totalDkk])).toEqual([['invoice', '409.36'], ['creditNote', '-409.36'], ['invoice', total]]);
    expect(together(documents.slice(1)).totalDkk).toBe(net);
    expect(withoutZeros(together(documents))).toEqual(withoutZeros(billOf(anew)));
  }, 240_000);

  it('GM12: of a correction over four days only the two of our own supply count', async () => {
    const customer = await supplied(13, MID_MONTH);
    const { settlement: before } = await billed(customer, MID_MONTH);
    await change(customer.gsrn, 'given_a_correction_that_reaches_before_our_supply');
    const changes = changesOf('given_a_correction_that_reaches_before_our_supply');
    const { note } = await corrected(customer, MID_MONTH, before, byHand(MID_MONTH, JANUARY.to, changes));
    // 0.98 as a delta alone, each line rounded by itself; 1.94 had the two days before our supply counted.
    expect(note).toMatchObject({ kind: 'debitNote', subtotalDkk: '0.77', vatDkk: '0.19', totalDkk: '0.96' });
    expect(byHand(MID_MONTH, JANUARY.to, changes)).toEqual(byHand(MID_MONTH, JANUARY.to, changes.slice(2)));
  }, 240_000);

  it('a correction that is corrected back makes a note of the opposite, and nothing is counted twice', async () => {
    const customer = await supplied(14, MID_MONTH);
    const { settlement: before } = await billed(customer, MID_MONTH);
    const changes = changesOf('given_changed_readings_within_supply');
    await change(customer.gsrn, 'given_changed_readings_within_supply');
    const { note } = await corrected(customer, MID_MONTH, before, byHand(MID_MONTH, JANUARY.to, changes));
    await stage.readings(customer.gsrn, '2025-01-20T00:00:00Z', everyDay(1), { registeredAt: '2025-02-25T06:00:00Z' });
    const now = await stage.settlement(customer.gsrn, MID_MONTH, 3);
    expect(billOf(now)).toEqual(billOf(before));
    const documents = await stage.issueNotes(customer.gsrn, 3);
    expect(documents.map(({ kind, totalDkk }) => [kind, totalDkk])).toEqual([['invoice', '409.36'], ['creditNote', '-0.44'], ['debitNote', '0.44']]);
    expect(withoutZeros(documents[2]!.bill)).toEqual(withoutZeros(takenBack(note.bill)));
    expect(withoutZeros(together(documents))).toEqual(withoutZeros(billOf(before)));
  }, 240_000);

  it('nothing is parked, no issue is open, and the numbers have no gap', async () => {
    const points = new Set(Array.from({ length: 14 }, (_, at) => gsrnOf(at + 1)));
    const { messages } = await stage.door.get('/api/parked?limit=1000') as unknown as { messages: readonly { message: { key?: string } }[] };
    expect(messages.filter(({ message: { key } }) => points.has(key ?? ''))).toEqual([]);
    expect((await stage.door.get('/api/settlement/issues'))['issues']).toEqual([]);
    const { invoices } = await stage.door.get('/api/invoices?sort=number&limit=1000') as unknown as { invoices: readonly { number: string }[] };
    expect(invoices.map(({ number }) => number)).toEqual(Array.from({ length: invoices.length }, (_, at) => `2025-${String(at + 1).padStart(5, '0')}`));
    expect(invoices.length).toBe(26);
  }, 60_000);

  /** After a change: the settlement by hand, and one more document that says what is new, so that all of them add up to it. */
  const corrected = async ({ gsrn }: Customer, first: string, before: Settlement, byRules: Bill): Promise<{ now: Settlement; note: Billed }> => {
    const now = await stage.settlement(gsrn, first, 2);
    expect(billOf(now)).toEqual(byRules);
    expect(now.said.map(({ kind }) => kind)).toEqual(['settled', 'corrected']);
    const documents = await stage.issueNotes(gsrn, 2);
    expect(documents).toHaveLength(2);
    const [invoice, note] = documents as [Billed, Billed];
    expect(note.corrects).toEqual({ invoiceId: invoice.invoiceId, number: invoice.number });
    expect(withoutZeros(note.bill)).toEqual(difference(byRules, billOf(before)));
    expect(withoutZeros(together(documents))).toEqual(withoutZeros(byRules));
    expect(await stage.door.get(`/api/invoices/${note.number}/explain`)).toMatchObject({ matches: true });
    expect(await stage.settle([gsrn], JANUARY.from, JANUARY.to)).toMatchObject({ counts: { settled: 0, unchanged: 1 } }); // a run after it has nothing more to say
    return { now, note };
  };
};

type Why = Readonly<{
  tree: { lines: { id: string; amountDkk: string; parts: { from: string; to: string; roundedDkk: string; intervals: { kwh: string; rate?: string }[] }[] }[] };
  leaves: Record<string, { message?: string }>;
}>;

/** Charges of two grid companies and of Energinet, the product, the spot prices of two months and the figures of law. The id of the charges' document. */
const tellMarket = async (stage: Stage): Promise<string> => {
  const { charges, products } = given(FULL_MONTH);
  const record = ({ owner, type, code, name, category, resolution, tax = false, prices }: GivenCharge) => ({
    owner, type, code, terms: { name, category, resolution, tax, notBilled: false, vatClass: 'D02' }, prices: prices.map(({ from, price, hours }) => ({ from, ...(price !== undefined && { price }), ...(hours && { hours }) })),
  });
  const changing = given('given_a_grid_tariff_that_changes_mid_month').charges.filter(({ owner }) => owner === GRID).map((charge) => ({ ...charge, owner: OTHER_GRID }));
  const all = [...charges, ...changing].map(record);
  const last = all.at(-1)!;
  const charged = await stage.tell('prices.charges', all, `charge-${last.owner}.${last.type}.${last.code}`);
  await stage.tell('prices.products', products.map(({ id, name, kind, prices }) => ({ id, terms: { name, kind }, prices: prices.map(({ version: _, ...price }) => price) })), 'product-spot');
  await stage.tell('prices.spot', [{ area: 'DK1', resolution: 'PT1H', from: '2025-01-01T00:00:00Z', prices: Array.from({ length: DAYS }, () => SPOT).flat() }], 'spot-DK1-2025-02-28');
  await stage.tell('prices.rates', [{ name: 'vat', from: '2000-01-01', value: '0.25' }, { name: 'taxLimit', from: '2000-01-01', value: '4000' }, { name: 'reducedTax', from: '2000-01-01', value: '0.005' }], 'rate-reducedTax');
  return charged;
};
