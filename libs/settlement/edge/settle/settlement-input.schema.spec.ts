import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { exampleDocument } from './testing/example-document.js';
import { settlementInputSchema } from './settlement-input.schema.js';

const committed: unknown = JSON.parse(readFileSync(new URL('./settlement-input.schema.json', import.meta.url), 'utf8'));

describe('the schema of the settle door', () => {
  it('is committed as it is used', () => {
    expect(committed).toEqual(JSON.parse(JSON.stringify(settlementInputSchema)));
  });

  it('takes numbers written as JSON numbers, for those who validate with ordinary tools', () => {
    const validate = new Ajv({ allowUnionTypes: true }).compile(settlementInputSchema);
    const document = exampleDocument();
    expect(validate({ ...document, vat: [{ from: '2000-01-01', rate: 0.25 }] })).toBe(true);
    expect(validate({ ...document, vat: [{ from: '2000-01-01', rate: true }] })).toBe(false);
  });
});
