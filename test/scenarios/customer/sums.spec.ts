import { describe, expect, it } from '@jest/globals';
import { settle } from '../../../libs/settlement/domain/customer/settle.js';
import type { Figures } from '../../../libs/settlement/domain/customer/settlement.js';
import { PriceSheets } from '../../../libs/settlement/domain/customer/sums/price-sheets.js';
import { quickly, settleSums } from '../../../libs/settlement/domain/customer/sums/settle-sums.js';
import { parseExactJson } from '../../../libs/settlement/edge/settle/exact-json.js';
import { readInput } from '../../../libs/settlement/edge/settle/read-input.js';
import { documentText, randomCase } from '../../oracle/random-case.js';

const CASES = 300;
const FIRST_SEED = 20_260_101;

/** Everything both ways have to agree on; the reasons of single intervals are only on one side. */
const said = ({ segments, lines, vat, quantities, subtotalOere, vatOere, totalOere, limitUses }: Figures) => ({
  segments, vat, quantities, subtotalOere, vatOere, totalOere, limitUses,
  lines: lines.map(({ id, name, unit, quantity, exact, amountOere, parts, readings, prices }) => ({
    id, name, unit, quantity, amountOere, readings, prices, exact: fraction(exact),
    parts: parts.map((part) => ({ from: part.from, to: part.to, vatRate: part.vatRate, quantity: part.quantity, amountOere: part.amountOere, sign: part.sign, exact: fraction(part.exact) })),
  })),
});

/** A fraction as a text that is the same for equal fractions. */
const fraction = ({ numerator, denominator }: Readonly<{ numerator: bigint; denominator: bigint }>): string => {
  let [a, b] = [numerator < 0n ? -numerator : numerator, denominator];
  while (b) [a, b] = [b, a % b];
  return a === 0n ? '0' : `${numerator / a}/${denominator / a}`;
};

const inputOf = (seed: number) => {
  const document = parseExactJson(documentText(randomCase(seed), seed));
  if (!document.ok) throw new Error(`seed ${seed}: ${JSON.stringify(document.problems)}`);
  const read = readInput(document.value);
  return read.ok ? read.input : undefined;
};

describe(`settling by sums, ${CASES} random point-months from seed ${FIRST_SEED}`, () => {
  it('says what settling interval by interval says, to the øre and beyond', () => {
    const counts = { settled: 0, notReady: 0, slowly: 0 };
    for (let seed = FIRST_SEED; seed < FIRST_SEED + CASES; seed++) {
      const input = inputOf(seed);
      const fast = input && quickly(input, new PriceSheets());
      if (!input || !fast) { counts.slowly++; continue; }
      counts[fast.status]++;
      const slow = settle(input);
      if (slow.status === 'notReady') expect({ seed, fast }).toEqual({ seed, fast: slow });
      else expect({ seed, said: fast.status === 'settled' && said(fast.figures) }).toEqual({ seed, said: said(slow.settlement) });
    }
    expect(counts.settled).toBeGreaterThan(CASES / 10);
    expect(counts.settled + counts.notReady + counts.slowly).toBe(CASES);
  }, 600_000);

  it('names all that is missing, as settling interval by interval does', () => {
    let named = 0;
    for (let seed = FIRST_SEED; seed < FIRST_SEED + 40; seed++) {
      const input = inputOf(seed);
      if (!input) continue;
      const [withoutSpot, withoutReading] = [{ ...input, spot: input.spot.slice(1) }, { ...input, readings: input.readings.map((one) => ({ ...one, values: one.values.map((value, at) => (at === 5 ? null : value)) })) }];
      for (const lacking of [withoutSpot, withoutReading, { ...withoutReading, spot: withoutSpot.spot }, { ...input, vat: [] }]) {
        const [fast, slow] = [quickly(lacking, new PriceSheets()), settle(lacking)];
        if (fast?.status === 'notReady') { named++; expect({ seed, fast }).toEqual({ seed, fast: slow }); }
        else if (fast) expect({ seed, slow: slow.status }).toEqual({ seed, slow: 'settled' });
      }
    }
    expect(named).toBeGreaterThan(10);
  }, 120_000);

  it('names the spot prices that a surplus lacks, as settling interval by interval does', () => {
    let named = 0;
    for (let seed = FIRST_SEED; named < 5 && seed < FIRST_SEED + CASES; seed++) {
      const input = inputOf(seed);
      if (!input?.exportReadings) continue;
      const lacking = { ...input, spot: [] };
      const slow = settle(lacking);
      if (slow.status !== 'notReady') continue;
      named++;
      expect({ seed, missing: settleSums(lacking, new PriceSheets()) }).toEqual({ seed, missing: slow });
    }
    expect(named).toBe(5);
  }, 60_000);

  it('gives points that pay the same the same sheet, and others another', () => {
    let made: { sheets: PriceSheets; input: NonNullable<ReturnType<typeof inputOf>> } | undefined;
    for (let seed = FIRST_SEED; !made; seed++) {
      const input = inputOf(seed);
      const sheets = new PriceSheets();
      if (input && quickly(input, sheets)?.status === 'settled') made = { sheets, input };
    }
    const { sheets, input } = made;
    const quarters = input.readings[0]!.resolution === 'PT1H' ? 4 : 1;
    const sheet = sheets.of(input, quarters);
    expect(sheets.of({ ...input, gsrn: '571313100000012346' }, quarters)).toBe(sheet);
    expect(sheets.of({ ...input, priceArea: 'DK2' }, quarters)).not.toBe(sheet);
    expect(sheets.of({ ...input, vat: input.vat.map((one) => ({ ...one })) }, quarters)).toBe(sheet);
    expect(sheets.of({ ...input, vat: input.vat.map((one) => ({ ...one, rate: one.rate + 1n })) }, quarters)).not.toBe(sheet);
    expect(sheets.of({ ...input, links: input.links.slice(1) }, quarters)).not.toBe(sheet);
  });
});
