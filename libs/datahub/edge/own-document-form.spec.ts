import { describe, expect, it } from '@jest/globals';
import { atMost, jsonIn, jsonPathOf } from './own-document-form.js';

describe('The form of a document of our own topics', () => {
  it('is JSON in UTF-8, with or without a byte order mark', () => {
    expect(jsonIn(Buffer.from('{"a":"ø"}'))).toEqual({ ok: true, text: '{"a":"ø"}', value: { a: 'ø' } });
    expect(jsonIn(Buffer.from('\uFEFF[1]'))).toMatchObject({ ok: true, value: [1] });
    expect(jsonIn(Buffer.from([0x22, 0xe6, 0x22]))).toEqual({ ok: false, why: 'the bytes are no text in UTF-8' });
    for (const text of ['', '{"a":1,}', 'NaN']) expect(jsonIn(Buffer.from(text))).toMatchObject({ ok: false });
  });
  it('has places written as paths', () => {
    expect(['', '/records', '/records/0/prices/12', '/records/3/a~1b/~0c'].map(jsonPathOf)).toEqual(['$', '$.records', '$.records[0].prices[12]', '$.records[3].a/b.~c']);
  });
  it('tells so many reasons and how many more there are', () => {
    const reasons = Array.from({ length: 5 }, (_, at) => ({ code: `R${at}`, en: 'no', da: 'nej' }));
    expect(atMost(5, reasons)).toBe(reasons);
    expect(atMost(3, reasons).map(({ code, en }) => [code, en])).toEqual([['R0', 'no'], ['R1', 'no'], ['R2', 'no'], ['MORE_REASONS', '2 more reasons are not listed.']]);
  });
});
