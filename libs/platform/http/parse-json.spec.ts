import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from './parse-json.js';

const depthOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
};

describe('the text of a JSON body', () => {
  it('is what was sent, whatever text and brackets it holds, unless it is nested too deep', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' }), fc.integer({ min: 0, max: 66 }), (value, wraps) => {
      let nested: unknown = value;
      for (let i = 0; i < wraps; i++) nested = i % 2 === 0 ? [nested] : { '}]"\\': nested };
      const text = JSON.stringify(nested);
      if (depthOf(nested) <= 64) expect(jsonText(Buffer.from(text))).toBe(text);
      else expect(() => jsonText(Buffer.from(text))).toThrow(/deeper than 64/);
    }));
  });

  it('is refused when it is not UTF-8', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 20 }), (bytes) => {
      const body = Buffer.concat([Buffer.from('"'), bytes, Buffer.from('"')]);
      const isUtf8 = Buffer.from(body.toString('utf8')).equals(body);
      if (isUtf8) expect(Buffer.from(jsonText(body))).toEqual(body);
      else expect(() => jsonText(body)).toThrow(/UTF-8/);
    }));
  });
});
