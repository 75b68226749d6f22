import { describe, expect, it } from '@jest/globals';
import { calendarOf, formatInstant, HOUR_MS, QUARTER_MS } from '#energy';
import { MOST_RECORDS } from '../record-schemas.js';
import { documentsOf, readPriceFile } from './read-price-file.js';
import type { SpotFile } from './spot-file.js';

// Every figure here is made up.
const calendar = calendarOf('Europe/Copenhagen');
const read = (text: string) => readPriceFile(Buffer.from(text), calendar);
const spotOf = (text: string): SpotFile => {
  const found = read(text);
  if (!found.ok || found.file.kind !== 'spot') throw new Error(JSON.stringify(found));
  return found.file;
};
const problemsOf = (text: string) => {
  const found = read(text);
  if (found.ok) throw new Error('The file was taken');
  for (const { en, da } of found.reasons) expect([en.length > 10, da.length > 10]).toEqual([true, true]);
  return found.reasons.map(({ code, path }) => `${code} ${path}`);
};
const written = (at: number, between: ' ' | 'T'): string => formatInstant(at).slice(0, between === ' ' ? 16 : 19).replace('T', between);

/** A local day, newest first, the way the public files are. */
const hourLines = (date: string, areas: readonly string[] = ['DK1']): string => {
  const { from, hours } = calendar.day(date);
  const lines = Array.from({ length: hours }, (_, at) => areas.map((area) => `${written(from + at * HOUR_MS, ' ')};${date} 00:00;${area};${at},5;1,0`)).flat();
  return ['HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR', ...lines.reverse()].join('\r\n');
};
const quarterLines = (date: string): string => {
  const { from, quarters } = calendar.day(date);
  const lines = Array.from({ length: quarters }, (_, at) => `${written(from + at * QUARTER_MS, 'T')},${date}T00:00:00,DK2,1.0,${at}.25`);
  return ['TimeUTC,TimeDK,PriceArea,DayAheadPriceEUR,DayAheadPriceDKK', ...lines.reverse(), ''].join('\n');
};

describe('A file of spot prices', () => {
  it.each([['2025-03-30', 23], ['2025-10-26', 25], ['2025-07-01', 24]])('in lines has all hours of %s, %d, as DKK per kWh and oldest first', (date, hours) => {
    const { statements, prices, missing } = spotOf(hourLines(date));
    expect(statements).toEqual([{ area: 'DK1', resolution: 'PT1H', from: formatInstant(calendar.startOfDay(date)), prices: Array.from({ length: hours }, (_, at) => (at === 0 ? '0.0005' : `0.0${String(at).padStart(2, '0')}5`)) }]);
    expect([prices, missing]).toEqual([hours, 0]);
  });
  it.each([['2025-03-30', 92], ['2025-10-26', 100]])('in quarters has all quarters of %s, %d', (date, quarters) => {
    const [day, ...others] = spotOf(quarterLines(date)).statements;
    expect(others).toEqual([]);
    expect(day).toMatchObject({ area: 'DK2', resolution: 'PT15M', from: formatInstant(calendar.startOfDay(date)) });
    expect(day!.prices).toHaveLength(quarters);
    expect(day!.prices[quarters - 1]).toBe(quarters === 100 ? '0.09925' : '0.09125');
  });
  it('is one statement for each area and local day', () => {
    const text = `${hourLines('2025-07-01', ['DK1', 'DK2'])}\r\n${hourLines('2025-07-02', ['DK1']).split('\r\n').slice(1).join('\r\n')}`;
    expect(spotOf(text).statements.map(({ area, from, prices }) => [area, from, prices.length])).toEqual([['DK1', '2025-06-30T22:00:00Z', 24], ['DK1', '2025-07-01T22:00:00Z', 24], ['DK2', '2025-06-30T22:00:00Z', 24]]);
  });
  it('says that a price is missing, and never that it is 0', () => {
    const lines = hourLines('2025-07-01').split('\r\n');
    const { statements, missing } = spotOf([...lines.slice(0, 5), ...lines.slice(6)].join('\n').replace(';2,5;', ';;'));
    expect(statements[0]!.prices[19]).toBeNull();
    expect(statements[0]!.prices[2]).toBeNull();
    expect([statements[0]!.prices.length, missing]).toEqual([24, 2]);
  });
  it('keeps every digit of JSON numbers, and negative prices', () => {
    const { statements } = spotOf('{"total":2,"dataset":"DayAheadPrices","records":[{"TimeUTC":"2025-10-01T22:15:00","PriceArea":"DK1","DayAheadPriceDKK":-37.412345678},{"TimeUTC":"2025-10-01T22:00:00","PriceArea":"DK1","DayAheadPriceDKK":1000000000000000.5}]}');
    expect(statements[0]!.prices).toEqual(['1000000000000.0005', '-0.037412345678']);
  });
  it('reads hours of JSON, null as missing', () => {
    expect(spotOf('{"records":[{"HourUTC":"2025-07-01T01:00:00","PriceArea":"DK2","SpotPriceDKK":null},{"HourUTC":"2025-07-01T00:00:00","PriceArea":"DK2","SpotPriceDKK":500}]}').statements)
      .toEqual([{ area: 'DK2', resolution: 'PT1H', from: '2025-07-01T00:00:00Z', prices: ['0.5', null] }]);
  });
  it('leaves out other countries and says how many', () => expect(spotOf(hourLines('2025-07-01', ['DK1', 'SE3'])).leftOut).toBe(24));
  it('may say the same twice, but not two things', () => {
    const line = '2025-07-01 00:00;x;DK1;5,0;1';
    const head = 'HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR';
    expect(spotOf([head, line, line].join('\n')).statements[0]!.prices).toEqual(['0.005']);
    expect(problemsOf([head, line, line.replace('5,0', '5,1')].join('\n'))).toEqual(['DUPLICATE_INTERVAL line 3']);
  });
  it('tells everything that is wrong with it at once, line by line', () => {
    expect(problemsOf([
      'HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR', '2025-07-01 00:00;x;DK1;5,0;1', 'yesterday;x;DK1;5,0;1', '2025-07-01 01:30;x;DK1;5,0;1', '2025-07-01 02:00;x;DK1;many;1', '2025-07-01 03:00;x;;5,0;1',
      '2025-02-30 03:00;x;DK1;5,0;1', '2025-07-01 04:00;x;DK1;0,12345678901;1',
    ].join('\n'))).toEqual([
      'NOT_AN_INSTANT line 3, HourUTC', 'NOT_ON_BOUNDARY line 4, HourUTC', 'NOT_A_DECIMAL line 5, SpotPriceDKK', 'FIELD_MISSING line 6, PriceArea', 'NOT_AN_INSTANT line 7, HourUTC', 'TOO_MANY_DECIMALS line 8, SpotPriceDKK',
    ]);
  });
  it.each([
    ['a line that is cut off', 'HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR\n2025-07-01 00:00;x;DK1', 'WRONG_COUNT line 2'],
    ['no records', '{"records":[]}', 'FILE_EMPTY line 1'], ['nothing', '', 'FILE_EMPTY line 1'], ['half of a JSON', '{"records":[{"HourUTC":', 'NOT_JSON $'],
    ['another JSON', '{"rows":[]}', 'FIELD_MISSING $.records'], ['a record that is none', '{"records":[7]}', 'WRONG_TYPE $.records[0]'], ['another table', 'a,b\n1,2', 'UNKNOWN_FILE line 1'],
  ])('is refused when it holds %s', (_what, text, problem) => expect(problemsOf(text)).toEqual([problem]));
  it('is refused when it is no text', () => expect(readPriceFile(Buffer.from([0xff, 0xfe, 0x00]), calendar)).toMatchObject({ ok: false, reasons: [{ code: 'NOT_UTF8' }] }));
});

describe('A public price list', () => {
  const record = (change: Record<string, unknown> = {}) => ({
    ChargeOwner: 'A grid company', GLN_Number: '5790001089030', ChargeType: 'D03', ChargeTypeCode: 'CD R', Note: 'Nettarif C', Description: 'x', ValidFrom: '2025-01-01T00:00:00', ValidTo: null, VATClass: 'D02',
    Price1: 0.10, TransparentInvoicing: 0, TaxIndicator: 0, ResolutionDuration: 'PT1H', ...change,
  });
  const hours = (from: number) => Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`Price${at + 1}`, from + at / 10]));
  const list = (...records: unknown[]) => JSON.stringify({ records });
  it('says what charges are and what they cost', () => {
    const found = read(list(record({ ...hours(1), ValidTo: '2025-12-01T00:00:00' }), record({ ValidFrom: '2025-12-01T00:00:00', Note: 'Nettarif C time' })));
    expect(found).toMatchObject({ ok: true, file: { kind: 'charges', prices: 2, statements: [{
      owner: '5790001089030', type: 'tariff', code: 'CD R', terms: { name: 'Nettarif C time', category: 'grid', resolution: 'PT1H', tax: false, notBilled: false, vatClass: 'D02' },
      prices: [{ from: '2025-01-01', to: '2025-12-01' }, { from: '2025-12-01', price: '0.1' }],
    }] } });
    if (found.ok && found.file.kind === 'charges') expect(found.file.statements[0]!.prices![0]!.hours?.slice(0, 3)).toEqual(['1', '1.1', '1.2']);
  });
  it('says one price when all hours cost the same', () => expect(read(list(record(Object.fromEntries(Array.from({ length: 24 }, (_, at) => [`Price${at + 1}`, 0.5])))))).toMatchObject({ file: { statements: [{ prices: [{ price: '0.5' }] }] } }));
  it.each([
    [{ ChargeType: 'D01' }, 'subscription', 'grid'], [{ ChargeType: 'D02' }, 'fee', 'grid'], [{ TaxIndicator: 1 }, 'tariff', 'electricityTax'],
    [{ GLN_Number: '5790000432752', Note: 'Transmissions nettarif' }, 'tariff', 'transmission'], [{ GLN_Number: '5790000432752', Note: 'Systemtarif' }, 'tariff', 'system'],
    [{ GLN_Number: '5790000432752', Note: 'Balancetarif for forbrug' }, 'tariff', 'balance'], [{ GLN_Number: '5790000432752', Note: 'Other' }, 'tariff', 'other'],
  ])('knows of what kind %j is', (change, type, category) => expect(read(list(record(change)))).toMatchObject({ file: { statements: [{ type, terms: { category } }] } }));
  it('tells everything that is wrong with it at once', () => {
    expect(problemsOf(list(record({ GLN_Number: '12', ChargeType: 'D09', ValidFrom: '2025-01-01T07:00:00', ResolutionDuration: 'PT5M', VATClass: null, Price1: 'x' }), record({ Price3: 1 }), record({ ValidTo: '2024-01-01T00:00:00' }), record({ Price1: null })))).toEqual([
      'GLN_LENGTH $.records[0].GLN_Number', 'NOT_ALLOWED $.records[0].ChargeType', 'NOT_ALLOWED $.records[0].ResolutionDuration', 'FIELD_MISSING $.records[0].VATClass', 'NOT_A_DATE $.records[0].ValidFrom',
      'NOT_A_DECIMAL $.records[0].Price1', 'HOURS_NOT_24 $.records[1].Price2', 'PERIOD_EMPTY $.records[2].ValidTo', 'HOURS_NOT_24 $.records[3].Price1',
    ]);
  });
  it('has one resolution for a charge', () => expect(problemsOf(list(record(), record({ ValidFrom: '2026-01-01T00:00:00', ResolutionDuration: 'P1D' })))).toEqual(['RESOLUTION_DIFFERS $.records[1]']));
});

describe('The documents of a file', () => {
  it('have the same ids for the same file and time, and others otherwise', () => {
    const file = spotOf(hourLines('2025-07-01'));
    const ids = (saidAt: string) => documentsOf(file, 'energidataservice', saidAt).map(({ id }) => id);
    expect(ids('2025-06-30T12:00:00Z')).toEqual(ids('2025-06-30T12:00:00Z'));
    expect(ids('2025-06-30T12:00:00Z')).not.toEqual(ids('2025-06-30T13:00:00Z'));
  });
  it('are small enough to be taken', () => {
    const { from } = calendar.day('2024-01-01');
    const lines = Array.from({ length: 500 * 24 }, (_, at) => `${written(from + at * HOUR_MS, ' ')};x;DK1;1,5;1`);
    const documents = documentsOf(spotOf(['HourUTC;HourDK;PriceArea;SpotPriceDKK;SpotPriceEUR', ...lines].join('\n')), 'energidataservice', '2025-06-30T12:00:00Z');
    expect(documents.map(({ records }) => records)).toEqual([200, 200, 101]);
    for (const { records, body } of documents) expect(records <= MOST_RECORDS && body.length < 10_000_000).toBe(true);
  });
});
