import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readJson } from './read-json.js';

const read = (text: string) => readJson(Buffer.from(text));
const problemOf = (text: string | Buffer, options = {}) => {
  const result = readJson(typeof text === 'string' ? Buffer.from(text) : text, options);
  if (result.ok) throw new Error(`was read: ${JSON.stringify(result.value)}`);
  const { code, offset, path } = result.problems[0]!;
  return { code, offset, path };
};

describe('reading JSON', () => {
  it('agrees with the language on every document that holds no traps (property, seed 20251105)', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 8 }), fc.boolean(), (text, pretty) => {
      const expected: unknown = JSON.parse(text);
      const result = readJson(Buffer.from(pretty ? JSON.stringify(expected, null, 2) : text), { maxDepth: 100 });
      const hasTrap = /__proto__|\\ud[89a-f]|\\u0000/i.test(text);
      if (!hasTrap) expect(result.ok).toBe(true);
      if (result.ok) expect(JSON.stringify(result.value)).toBe(JSON.stringify(expected));
    }), { seed: 20_251_105, numRuns: 2_000 });
  });

  it('gives every decimal of at most 15 digits the double the language gives it, exactly (property, seed 20251106)', () => {
    fc.assert(fc.property(fc.bigInt({ min: -999_999_999_999_999n, max: 999_999_999_999_999n }), fc.integer({ min: 0, max: 15 }), (digits, decimals) => {
      const size = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0');
      const text = `${digits < 0n ? '-' : ''}${decimals === 0 ? size : `${size.slice(0, -decimals)}.${size.slice(-decimals)}`}`;
      const result = read(text);
      expect(result).toStrictEqual({ ok: true, value: Number(text), inexact: [] });
    }), { seed: 20_251_106, numRuns: 5_000 });
  });

  it.each([
    ['12345678901234567', 12_345_678_901_234_568], ['0.1000000000000000055', 0.1], ['1e400', Number.MAX_VALUE], ['-1e400', -Number.MAX_VALUE], ['1e-400', 0],
  ])('lists %s as more than a double holds', (text, nearest) => {
    expect(read(`{"a":[${text}]}`)).toStrictEqual({ ok: true, value: { a: [nearest] }, inexact: [{ place: ['a', 0], text }] });
  });

  it.each([['1e2', 100], ['1.5E-1', 0.15], ['0.10000000000000000000', 0.1], ['100000000000000000000', 1e20], ['0e9999', 0]])('takes %s, which a double holds', (text, value) => {
    expect(read(text)).toStrictEqual({ ok: true, value, inexact: [] });
  });

  it.each([
    ['', 0, '$'], ['   ', 3, '$'], ['tru', 0, '$'], ['[1,]', 3, '$[1]'], ['{"a":1,}', 7, '$'], ['{"a":NaN}', 5, '$.a'], ['[Infinity]', 1, '$[0]'], ['[-Infinity]', 1, '$[0]'],
    ['// note\n1', 0, '$'], ['[01]', 1, '$[0]'], ['[1.]', 1, '$[0]'], ['[.5]', 1, '$[0]'], ['[+1]', 1, '$[0]'], ['[1e]', 1, '$[0]'], ['[1 2]', 3, '$'], ['{"a" 1}', 5, '$.a'],
    ["{'a':1}", 1, '$'], ['{"a":1', 6, '$'], ['"abc', 4, '$'], ['"a\nb"', 2, '$'], ['"\\x"', 1, '$'], ['"\\u12g4"', 1, '$'], ['1 1', 2, '$'], ['{"æ":[0,"\\q"]}', 10, "$['æ'][1]"],
  ])('refuses %j as not JSON, at byte %d', (text, offset, path) => {
    expect(problemOf(text)).toEqual({ code: 'JSON_SYNTAX', offset, path });
  });

  it('says what is wrong with the grammar in both languages', () => {
    expect(read('[1,]')).toMatchObject({ problems: [{ en: 'Not JSON: a value was expected', da: 'Ikke JSON: her skulle stå en værdi' }] });
  });

  it('tells every doubled member, inherited names not among them', () => {
    const result = read('{"a":1,"b":{"c":1,"c":2},"a":3,"constructor":1,"toString":{}}');
    expect(result).toMatchObject({ ok: false, problems: [{ code: 'JSON_DUPLICATE_KEY', path: '$.b.c', offset: 18 }, { code: 'JSON_DUPLICATE_KEY', path: '$.a', offset: 25 }] });
  });

  it('refuses a doubled member written with an escape', () => {
    expect(problemOf('{"a":1,"\\u0061":2}')).toEqual({ code: 'JSON_DUPLICATE_KEY', offset: 7, path: '$.a' });
  });

  it('refuses __proto__ and leaves every prototype as it was', () => {
    expect(problemOf('{"a":{"__proto__":{"polluted":true}}}')).toEqual({ code: 'JSON_FORBIDDEN_KEY', offset: 6, path: '$.a.__proto__' });
    expect(problemOf('{"\\u005f_proto__":1}')).toMatchObject({ code: 'JSON_FORBIDDEN_KEY' });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('refuses text that no database could store', () => {
    for (const text of ['"\\ud800"', '"\\udc00\\ud800"', '"a\\u0000"']) expect(problemOf(text)).toMatchObject({ code: 'JSON_UNSTORABLE_TEXT', offset: 0 });
    expect(read('"\\ud83d\\ude00 😀"')).toMatchObject({ value: '😀 😀' });
  });

  it('refuses bytes that are not UTF-8 and says where', () => {
    const bytes = (...middle: number[]) => Buffer.concat([Buffer.from('["æ", "'), Buffer.from(middle), Buffer.from('"]')]);
    expect(problemOf(bytes(0xff))).toMatchObject({ code: 'JSON_NOT_UTF8', offset: 8 });
    expect(problemOf(bytes(0xed, 0xa0, 0x80))).toMatchObject({ code: 'JSON_NOT_UTF8' }); // half a surrogate pair
    expect(problemOf(bytes(0xc0, 0xaf))).toMatchObject({ code: 'JSON_NOT_UTF8', offset: 8 }); // overlong
    expect(problemOf(Buffer.from([0x22, 0xc3]))).toMatchObject({ code: 'JSON_NOT_UTF8' });
  });

  it('lets a byte order mark in front pass, and counts it in offsets', () => {
    expect(read('\uFEFF{"a":1}')).toMatchObject({ ok: true, value: { a: 1 } });
    expect(problemOf('\uFEFFx')).toEqual({ code: 'JSON_SYNTAX', offset: 3, path: '$' });
    expect(problemOf('1\uFEFF')).toMatchObject({ code: 'JSON_SYNTAX', offset: 1 });
  });

  it('stops at its limits', () => {
    expect(problemOf('[[1]]', { maxDepth: 1 })).toEqual({ code: 'JSON_TOO_DEEP', offset: 1, path: '$[0]' });
    expect(problemOf('['.repeat(10_000))).toMatchObject({ code: 'JSON_TOO_DEEP', offset: 64 });
    expect(problemOf('{"a":1,"b":2,"c":3}', { maxMembers: 2 })).toEqual({ code: 'JSON_TOO_MANY_MEMBERS', offset: 13, path: '$' });
    expect(problemOf('[1,2,3]', { maxBytes: 6 })).toEqual({ code: 'JSON_TOO_LARGE', offset: 6, path: '$' });
    const doubled = read(`{${'"a":1,'.repeat(900)}"a":1}`);
    expect(doubled.ok ? 0 : doubled.problems.length).toBe(200);
  });

  it('names a place so that it can be found, however strange the member', () => {
    expect(problemOf('{"process.processType":{"it\'s\\n":!}}').path).toBe("$['process.processType']['it\\'s\\u000a']");
    expect(problemOf(`{"${'x'.repeat(500)}":!}`).path).toHaveLength(1 + 4 + 81);
  });
});
