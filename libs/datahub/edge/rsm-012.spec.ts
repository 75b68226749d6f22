import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Rsm012 } from '../domain/rsm-012.js';
import schema from '../schemas/Notify-Validated-measure-data-assembly-model.schema.json' with { type: 'json' };
import localTypes from '../schemas/urn-entsoe-eu-local-extension-types.schema.json' with { type: 'json' };
import codeLists from '../schemas/urn-entsoe-eu-wgedi-codelists.schema.json' with { type: 'json' };
import { anRsm012, anRsm012Series } from '../testing.js';
import { fromRsm012, type Rsm012Options, toRsm012 } from './rsm-012.js';

type Json = Record<string, unknown>;
type Parts = { root: Json; header: Json; series: Json; period: Json; points: Json[] };

const sample = (name: string): Buffer => readFileSync(new URL(`../samples/${name}`, import.meta.url));
const read = (document: Rsm012, options?: Rsm012Options) => fromRsm012(Buffer.from(toRsm012(document)), options);
const ROOT = 'NotifyValidatedMeasureData_MarketDocument';
const SERIES = `$.${ROOT}.Series[0]`;

/** What is said of a good document after one change, as `code path` lines. */
const complaints = (change: (parts: Parts) => void, document = anRsm012(), options?: Rsm012Options): string[] => {
  const root = JSON.parse(toRsm012(document)) as Json;
  const header = root[ROOT] as Json;
  const series = (header.Series as Json[])[0]!;
  const period = series.Period as Json;
  change({ root, header, series, period, points: period.Point as Json[] });
  const result = fromRsm012(Buffer.from(JSON.stringify(root)), options);
  if (result.ok) return [];
  for (const { code, en, da, path } of result.reasons) expect([code, en, da, path].every((text) => typeof text === 'string' && text.length > 0)).toBe(true);
  return result.reasons.map(({ code, path }) => `${code} ${path?.replace(SERIES, 'S').replace(`$.${ROOT}`, 'D')}`);
};
const value = (text: string) => ({ value: text });

describe('an RSM-012', () => {
  it('is read from the market\'s own sample: a day of quarters, estimates among them', () => {
    const result = fromRsm012(sample('rsm-012-pt15m-normal-day.json'));
    if (!result.ok) throw new Error(JSON.stringify(result.reasons));
    const { series: [series], ...header } = result.document;
    expect(header).toEqual({
      documentId: '3d9bd9e3-a5e4-551a-b763-5985e3664c52', sender: '5790001330552', senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ',
      createdAt: '2025-11-05T02:10:00Z', processType: 'E23',
    });
    expect(series).toMatchObject({ gsrn: '571313900000000016', resolution: 'PT15M', from: '2025-11-03T23:00:00Z', to: '2025-11-04T23:00:00Z', unit: 'KWH', index: 0 });
    expect(series!.valuesWh.slice(0, 6)).toEqual([87, 124, 64, 101, 71, 72]);
    expect(series!.qualities.slice(3, 6)).toEqual(['measured', 'estimated', 'measured']);
    expect(series!.valuesWh).toHaveLength(96);
  });

  it('keeps a missing value missing', () => {
    const result = fromRsm012(sample('rsm-012-pt15m-with-missing-A02.json'));
    if (!result.ok) throw new Error(JSON.stringify(result.reasons));
    expect(result.document.series[0]!.valuesWh.slice(39, 45)).toEqual([75, null, null, null, null, 66]);
    expect(result.document.series[0]!.qualities.slice(39, 45)).toEqual(['measured', 'missing', 'missing', 'missing', 'missing', 'measured']);
  });

  it('comes back as it was written, and what is written fits the official schema as published (property, seed 12012)', () => {
    const ajv = new Ajv({ strict: false });
    ajv.removeKeyword('id');
    ajv.addSchema([localTypes, codeLists]);
    const official = ajv.compile(schema);
    const point = fc.oneof(
      fc.record({ value: fc.integer({ min: 0, max: 9_999_999_999_999 }), quality: fc.constantFrom('measured' as const, 'estimated' as const) }),
      fc.record({ value: fc.constant(null), quality: fc.constant('missing' as const) }),
    );
    const day = fc.array(point, { minLength: 24, maxLength: 24 });
    fc.assert(fc.property(fc.array(day, { minLength: 0, maxLength: 3 }), fc.boolean(), (days, answering) => {
      const document = anRsm012({ series: days.map((points, index) => anRsm012Series({
        index, seriesId: `series-${index}`, valuesWh: points.map(({ value: wh }) => wh), qualities: points.map(({ quality }) => quality),
        ...(answering ? { answersRequest: 'request-1', inDomain: { codingScheme: 'NDK', value: '804' } } : {}),
      })) });
      const written = toRsm012(document);
      expect(official(JSON.parse(written))).toBe(true);
      expect(fromRsm012(Buffer.from(written))).toEqual({ ok: true, document });
    }), { seed: 12_012, numRuns: 200 });
  });

  it('may give its interval with seconds, its times with an offset, its points in any order, and end with a line', () => {
    const plain = read(anRsm012());
    const root = JSON.parse(toRsm012(anRsm012())) as { [ROOT]: { createdDateTime: string; Series: [{ Period: { timeInterval: { start: Json }; Point: Json[] } }] } };
    root[ROOT].createdDateTime = '2025-11-05T03:10:00.000+01:00';
    root[ROOT].Series[0].Period.timeInterval.start = value('2025-11-03T23:00:00Z');
    root[ROOT].Series[0].Period.Point.reverse();
    expect(fromRsm012(Buffer.from(`${JSON.stringify(root, null, 2)}\n`))).toEqual(plain);
  });

  it.each([['spring', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z', 23], ['autumn', '2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z', 25]] as const)('holds the %s day with its own number of hours', (_, from, to, hours) => {
    const document = anRsm012({ createdAt: '2026-04-01T00:00:00Z', series: [anRsm012Series({ from, to, valuesWh: new Array<number>(hours).fill(1), qualities: new Array<'measured'>(hours).fill('measured') })] });
    expect(read(document)).toEqual({ ok: true, document });
    expect(complaints(({ points }) => points.pop(), document)).toEqual(['E87 S.Period.Point']);
  });

  it('may hold months for VE production, counted in local months', () => {
    const months = (change: object) => anRsm012({ createdAt: '2026-06-01T00:00:00Z', series: [anRsm012Series({
      meteringPointType: 'D01', resolution: 'P1M', from: '2026-02-28T23:00:00Z', to: '2026-04-30T22:00:00Z', valuesWh: [5_000, 6_000], qualities: ['measured', 'measured'], ...change,
    })] });
    expect(read(months({}))).toEqual({ ok: true, document: months({}) });
    expect(complaints(() => undefined, months({ meteringPointType: 'E18' }))).toEqual(['D23 S.Period.resolution']);
    expect(complaints(() => undefined, months({ valuesWh: [1], qualities: ['measured'] }))).toEqual(['E87 S.Period.Point']);
    expect(complaints(() => undefined, months({ to: '2026-04-30T23:00:00Z' }))).toEqual(['D66 S.Period.timeInterval.end.value']);
    expect(read(months({ from: '2026-03-01T00:00:00Z', to: '2026-05-01T00:00:00Z' }), { zone: 'UTC' }).ok).toBe(true);
  });

  it('may carry reactive energy of an exchange point', () => {
    const document = anRsm012({ series: [anRsm012Series({ meteringPointType: 'D20', unit: 'K3' })] });
    expect(read(document)).toEqual({ ok: true, document });
    expect(complaints(({ series }) => { series['quantity_Measure_Unit.name'] = value('KWH'); }, document)).toEqual(['E73 S[\'quantity_Measure_Unit.name\'].value']);
  });

  it('may be empty', () => {
    expect(read(anRsm012({ series: [] }))).toEqual({ ok: true, document: anRsm012({ series: [] }) });
  });
});

describe('an RSM-012 is refused', () => {
  const day = '2025-11-03T23:00Z';
  it.each<[string, (parts: Parts) => void, string[]]>([
    ['D23: days', ({ period }) => { period.resolution = 'P1D'; }, ['D23 S.Period.resolution']],
    ['D23: no resolution at all', ({ period }) => { period.resolution = 'hourly'; }, ['D23 S.Period.resolution']],
    ['E73: megawatt-hours', ({ series }) => { series['quantity_Measure_Unit.name'] = value('MWH'); }, ["E73 S['quantity_Measure_Unit.name'].value"]],
    ['E50: ends before it begins', ({ period }) => { period.timeInterval = { start: value('2025-11-04T23:00Z'), end: value(day) }; }, ['E50 S.Period.timeInterval']],
    ['E50: three hours', ({ period, points }) => { period.timeInterval = { start: value(day), end: value('2025-11-04T02:00Z') }; points.length = 3; }, ['E50 S.Period.timeInterval']],
    ['E50: a day that does not exist', ({ period }) => { period.timeInterval = { start: value('2025-09-31T22:00Z'), end: value(day) }; }, ['E50 S.Period.timeInterval.start.value']],
    ['E50: no time at all', ({ period }) => { period.timeInterval = { start: value('x2025-11-03T23:00Zx'), end: value('2025-11-04T23:00Z') }; }, ['E50 S.Period.timeInterval.start.value']],
    ['D66: half past', ({ period }) => { period.timeInterval = { start: value('2025-11-03T23:30Z'), end: value('2025-11-04T23:30Z') }; }, ['D66 S.Period.timeInterval.start.value', 'D66 S.Period.timeInterval.end.value']],
    ['E17: more than three years back', ({ header }) => { header.createdDateTime = '2028-11-05T00:00:00Z'; }, ['E17 S.Period.timeInterval.start.value']],
    ['E87: a position twice', ({ points }) => { points[5]!.position = { value: 5 }; }, ['E87 S.Period.Point[5].position.value']],
    ['E87: not from 1', ({ points }) => { points.forEach((point, at) => { point.position = { value: at + 2 }; }); }, ['E87 S.Period.Point[23].position.value']],
    ['E87: position 0', ({ points }) => { points[0]!.position = { value: 0 }; }, ['E87 S.Period.Point[0].position.value']],
    ['E87: one point too few', ({ points }) => { points.splice(3, 1); }, ['E87 S.Period.Point', 'E87 S.Period.Point[22].position.value']],
    ['D12: calculated', ({ points }) => { points[2]!.quality = value('A06'); }, ['D12 S.Period.Point[2].quality.value']],
    ['D12: incomplete', ({ points }) => { points[2]!.quality = value('A05'); }, ['D12 S.Period.Point[2].quality.value']],
    ['D12: unknown code', ({ points }) => { points[2]!.quality = value('E01'); }, ['D12 S.Period.Point[2].quality.value']],
    ['E86: negative', ({ points }) => { points[2]!.quantity = -0.001; }, ['E86 S.Period.Point[2].quantity']],
    ['E89: four decimals', ({ points }) => { points[2]!.quantity = 0.0001; }, ['E89 S.Period.Point[2].quantity']],
    ['E89: eleven digits', ({ points }) => { points[2]!.quantity = 10_000_000_000; }, ['E89 S.Period.Point[2].quantity']],
    ['a missing value with a quantity', ({ points }) => { points[2]!.quality = value('A02'); }, ['QUANTITY_THOUGH_MISSING S.Period.Point[2].quantity']],
    ['a quantity left out without saying so', ({ points }) => { delete points[2]!.quantity; }, ['QUANTITY_ABSENT S.Period.Point[2]']],
    ['another document type', ({ header }) => { header.type = value('E31'); }, ['DOCUMENT_TYPE D.type.value']],
    ['flex metering, which CIM does not have', ({ header }) => { header['process.processType'] = value('D42'); }, ["PROCESS_TYPE D['process.processType'].value"]],
    ['gas', ({ header }) => { header['businessSector.type'] = value('27'); }, ["BUSINESS_SECTOR D['businessSector.type'].value"]],
    ['a mistyped metering point', ({ series }) => { series['marketEvaluationPoint.mRID'] = { codingScheme: 'A10', value: '571313900000000017' }; }, ["GSRN_CHECK_DIGIT S['marketEvaluationPoint.mRID'].value"]],
    ['a metering point by another scheme', ({ series }) => { series['marketEvaluationPoint.mRID'] = { codingScheme: 'A01', value: '571313900000000016' }; }, ["CODING_SCHEME S['marketEvaluationPoint.mRID'].codingScheme"]],
    ['D18: a type that Denmark does not have', ({ series }) => { series['marketEvaluationPoint.type'] = value('E19'); }, ["D18 S['marketEvaluationPoint.type'].value"]],
    ['a mistyped sender', ({ header }) => { header['sender_MarketParticipant.mRID'] = { codingScheme: 'A10', value: '5790001330553' }; }, ["GLN_CHECK_DIGIT D['sender_MarketParticipant.mRID'].value"]],
    ['an EIC that is none', ({ header }) => { header['sender_MarketParticipant.mRID'] = { codingScheme: 'A01', value: 'X' }; }, ["EIC_FORMAT D['sender_MarketParticipant.mRID'].value"]],
    ['a sender in a role that sends no readings', ({ header }) => { header['sender_MarketParticipant.marketRole.type'] = value('DDQ'); }, ["SENDER_ROLE D['sender_MarketParticipant.marketRole.type'].value"]],
    ['a receiver in a role that gets none', ({ header }) => { header['receiver_MarketParticipant.marketRole.type'] = value('DDX'); }, ["RECEIVER_ROLE D['receiver_MarketParticipant.marketRole.type'].value"]],
    ['a long id', ({ header }) => { header.mRID = 'x'.repeat(37); }, ['ID_LENGTH D.mRID']],
    ['an empty series id', ({ series }) => { series.mRID = ''; }, ['ID_LENGTH S.mRID']],
    ['an id with a blank', ({ series }) => { series.mRID = 'a b'; }, ['ID_CHARACTERS S.mRID']],
    ['the same series id twice', ({ header, series }) => { header.Series = [series, series]; }, [`SERIES_ID_REPEATED D.Series[1].mRID`]],
    ['a time without zone', ({ series }) => { series['registration_DateAndOrTime.dateTime'] = '2025-11-05T02:10:00'; }, ["NOT_AN_INSTANT S['registration_DateAndOrTime.dateTime']"]],
    ['a field too many', ({ series }) => { series['constructor' as string] = 1; }, ['FIELD_UNKNOWN S.constructor']],
    ['a field too few', ({ series }) => { delete series.mRID; }, ['FIELD_MISSING S.mRID']],
    ['a quantity as text', ({ points }) => { points[7]!.quantity = '1.5'; }, ['FIELD_TYPE S.Period.Point[7].quantity']],
    ['a series that is none', ({ header }) => { header.Series = [null]; }, ['FIELD_TYPE S']],
    ['no points', ({ period }) => { period.Point = []; }, ['FIELD_EMPTY S.Period.Point']],
    ['another root', ({ root }) => { root.NotifyAggregatedMeasureData_MarketDocument = root[ROOT]; delete root[ROOT]; }, ['NOT_RSM_012 $']],
    ['a second root', ({ root }) => { root.Other_MarketDocument = {}; }, ['FIELD_UNKNOWN $.Other_MarketDocument']],
  ])('%s', (_, change, expected) => {
    expect(complaints(change)).toEqual(expected);
  });

  it('E89, though the nearest double looks harmless', () => {
    const text = toRsm012(anRsm012()).replace('"quantity":0.037', '"quantity":0.0370000000000000001');
    expect(fromRsm012(Buffer.from(text))).toMatchObject({ ok: false, reasons: [{ code: 'E89', path: `${SERIES}.Period.Point[1].quantity` }] });
    const position = toRsm012(anRsm012()).replace('{"value":2}', '{"value":2.00000000000000000001}');
    expect(fromRsm012(Buffer.from(position))).toMatchObject({ ok: false, reasons: [{ code: 'NUMBER_TOO_LONG' }] });
  });

  it('E17 by local days: the whole day three years back is still taken, one day more is not', () => {
    const since = (from: string, to: string) => complaints(({ period }) => { period.timeInterval = { start: value(from), end: value(to) }; }, anRsm012({ createdAt: '2025-11-05T02:10:00Z' }));
    expect(since('2022-11-04T23:00Z', '2022-11-05T23:00Z')).toEqual([]);
    expect(since('2022-11-03T23:00Z', '2022-11-04T23:00Z')).toEqual(['E17 S.Period.timeInterval.start.value']);
    const leap = anRsm012({ createdAt: '2028-02-29T12:00:00Z' });
    expect(complaints(({ period }) => { period.timeInterval = { start: value('2025-02-27T23:00Z'), end: value('2025-02-28T23:00Z') }; }, leap)).toEqual([]);
  });

  it('with everything that is wrong at once, in the header and in each series', () => {
    const result = complaints(({ header, series, points }) => {
      header.type = value('E31');
      points[0]!.quantity = -1;
      points[1]!.quality = value('A06');
      header.Series = [series, { ...series, mRID: 7 }, { ...series, mRID: 'other', 'marketEvaluationPoint.type': value('E19') }];
    });
    expect(result).toEqual([
      'FIELD_TYPE D.Series[1].mRID', 'DOCUMENT_TYPE D.type.value', 'D12 S.Period.Point[1].quality.value', 'E86 S.Period.Point[0].quantity',
      "D18 D.Series[2]['marketEvaluationPoint.type'].value", 'D12 D.Series[2].Period.Point[1].quality.value', 'E86 D.Series[2].Period.Point[0].quantity',
    ]);
  });

  it('with 200 reasons and the number of the others', () => {
    const result = fromRsm012(Buffer.from(toRsm012(anRsm012({ series: Array.from({ length: 300 }, (_, index) => anRsm012Series({ index, seriesId: `s-${index}`, meteringPointType: 'E19' })) }))));
    expect(result).toMatchObject({ ok: false, omitted: 100 });
    expect(result.ok ? 0 : result.reasons.length).toBe(200);
  });

  it('naming document and sender as far as they can be made out', () => {
    const known = { documentId: '3d9bd9e3-a5e4-551a-b763-5985e3664c52', sender: '5790001330552' };
    expect(read(anRsm012({ senderRole: 'DDQ' }))).toMatchObject(known);
    expect(fromRsm012(Buffer.from('{"NotifyValidatedMeasureData_MarketDocument":{"mRID":"a","sender_MarketParticipant.mRID":7}}'))).toMatchObject({ ok: false, documentId: 'a' });
    expect(fromRsm012(Buffer.from('{'))).not.toHaveProperty('documentId');
  });

  it('when it is addressed to somebody else, if our own numbers are known', () => {
    expect(read(anRsm012(), { receivers: new Set(['5799999000010']) }).ok).toBe(true);
    expect(read(anRsm012(), { receivers: new Set(['5799999000027']) })).toMatchObject({ reasons: [{ code: 'RECEIVER_NOT_US' }] });
  });

  it('unless made-up numbers are allowed', () => {
    const document = anRsm012({ sender: '1000000000000', series: [anRsm012Series({ gsrn: '579999993331812345' })] });
    expect(read(document, { strictIds: false })).toEqual({ ok: true, document });
    expect(read(document)).toMatchObject({ reasons: [{ code: 'GLN_CHECK_DIGIT' }, { code: 'GSRN_PREFIX' }, { code: 'GSRN_CHECK_DIGIT' }] });
  });
});
