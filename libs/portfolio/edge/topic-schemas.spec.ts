import { describe, expect, it } from '@jest/globals';
import { LARGEST_OWN_DOCUMENT_BYTES, redactingReader } from '#datahub/published';
import { CONTRACT_SCHEMA, CUSTOMER_SCHEMA } from './topic-schemas.js';

const read = redactingReader(CUSTOMER_SCHEMA, { strictIds: true });
const envelope = { documentId: 'd-1', sender: 'crm', createdAt: '2025-10-01T08:00:00Z' };
const of = (...records: unknown[]) => Buffer.from(JSON.stringify({ ...envelope, records }));
const refused = (answer: ReturnType<typeof read>) => {
  if (answer.ok) throw new Error('it was taken');
  return { codes: answer.reasons.map(({ code }) => code), reasons: JSON.stringify(answer.reasons), kept: answer.redacted?.toString() };
};
const NAME = 'Jens Prøvesen';
const CPR = '0101901234';

describe('A document of the portfolio', () => {
  it('is read when it holds references only', () => expect(read(of({ customerId: 'c-1', kind: 'private' }))).toMatchObject({ ok: true, document: { documentId: 'd-1', records: [{ customerId: 'c-1' }] } }));
  it('tells everything that is wrong at once, each with its place', () => {
    const answer = read(of({ kind: 'pensioner' }, { customerId: 'c-2', kind: 'private', extra: 1 }));
    expect(answer.ok ? [] : answer.reasons.map(({ code, path }) => [code, path]).sort()).toEqual([['FIELD_MISSING', '$.records[0].customerId'], ['NOT_ALLOWED', '$.records[0].kind'], ['UNKNOWN_FIELD', '$.records[1].extra']]);
  });
  it('tells what is wrong with days and numbers beside what is wrong with the shape', () => {
    const contracts = redactingReader(CONTRACT_SCHEMA, { strictIds: true });
    const answer = contracts(of({ contractId: 'k-1', gsrn: '571313900000000017', from: '2025-02-30', products: [{ product: 'spot' }], billingFrequency: 'hourly', paymentDays: 20 }));
    expect(answer.ok ? [] : answer.reasons.map(({ code, path }) => [code, path]).sort()).toEqual([
      ['FIELD_MISSING', '$.records[0].customerId'], ['GSRN_CHECK_DIGIT', '$.records[0].gsrn'], ['NOT_ALLOWED', '$.records[0].billingFrequency'], ['NOT_A_DATE', '$.records[0].from'],
    ]);
  });
  it('that is refused for its days or numbers may be kept as it is: its shape holds nothing personal', () => {
    const contracts = redactingReader(CONTRACT_SCHEMA, { strictIds: true });
    const answer = contracts(of({ contractId: 'k-1', gsrn: '571313900000000017', customerId: 'c-1', from: '2025-02-30', products: [{ product: 'spot', to: '2025-13-01' }], billingFrequency: 'monthly', paymentDays: 20 }));
    expect(answer.ok ? [] : answer.reasons.map(({ code, path }) => [code, path])).toEqual([['GSRN_CHECK_DIGIT', '$.records[0].gsrn'], ['NOT_A_DATE', '$.records[0].from'], ['NOT_A_DATE', '$.records[0].products[0].to']]);
    expect(answer).not.toHaveProperty('redacted');
  });

  const smuggled: Readonly<Record<string, Buffer>> = {
    'an unknown field': of({ customerId: 'c-1', kind: 'private', name: NAME, cpr: CPR }),
    'a field with a name for a name': of({ customerId: 'c-1', kind: 'private', [NAME]: 1, [CPR]: 2 }),
    'a reference': of({ customerId: NAME, kind: 'private' }, { customerId: CPR, kind: 'private' }, { customerId: '010190-1234', kind: 'private' }),
    'the envelope': Buffer.from(JSON.stringify({ ...envelope, sender: NAME, [CPR]: NAME, records: [{ customerId: 'c-1', kind: 'private' }] })),
    'a nested value': of({ customerId: { name: NAME, cpr: [CPR] }, kind: 'private' }),
    'records that are none': of(NAME, [CPR]),
    'something else than records': Buffer.from(JSON.stringify({ ...envelope, records: { [NAME]: CPR } })),
    'a field given twice': Buffer.from(`{"documentId":"d-1","sender":"crm","createdAt":"2025-10-01T08:00:00Z","records":[{"customerId":"${NAME} ${CPR}","customerId":"c-1","kind":"private"}]}`),
    'a field given twice, spelt with escapes': Buffer.from(`{"documentId":"d-1","sender":"crm","createdAt":"2025-10-01T08:00:00Z","records":[{"customer\\u0049d":"${NAME} ${CPR}","customerId":"c-1","kind":"private"}]}`),
    'something that is not JSON': Buffer.from(`${NAME} ${CPR}`),
    'JSON with a comma too many': Buffer.from(`{"documentId":"d-1","name":"${NAME}","cpr":"${CPR}",}`),
    'a body in another encoding': Buffer.concat([of({ customerId: 'c-1', kind: 'private' }), Buffer.from([0xff]), Buffer.from(NAME)]),
    'a text and nothing else': Buffer.from(JSON.stringify(`${NAME} ${CPR}`)),
    'something that looks like what was left of another': Buffer.from(JSON.stringify({ redacted: NAME, ...envelope, records: [{ customerId: 'c-1', kind: 'private', [NAME]: CPR }] })),
    'nothing at all': Buffer.from(`null ${NAME}`),
    'a body that is too large': Buffer.from(NAME.padEnd(LARGEST_OWN_DOCUMENT_BYTES + 1, CPR)),
  };
  for (const [where, body] of Object.entries(smuggled)) {
    it(`is refused with personal data in ${where}, and neither what is kept nor the reasons tell them`, () => {
      const { codes, reasons, kept } = refused(read(body));
      expect(codes.length).toBeGreaterThan(0);
      for (const secret of [NAME, 'Jens', CPR, '010190']) {
        expect(reasons).not.toContain(secret);
        expect(kept).toBeDefined();
        expect(kept).not.toContain(secret);
      }
    });
  }
  it('keeps of a refused document what is known to be harmless, so that people can find its cause', () => {
    expect(JSON.parse(refused(read(smuggled['an unknown field']!)).kept!)).toEqual({ redacted: expect.any(String), ...envelope, records: [{ customerId: 'c-1', kind: 'private', 'unknown field 1': '[removed]', 'unknown field 2': '[removed]' }] });
  });
  it('is never taken from what was left of one that was refused, however right that looks', () => {
    for (const body of Object.values(smuggled)) {
      const { kept } = refused(read(body));
      expect(refused(read(Buffer.from(kept!))).codes).toEqual(['REDACTED']);
    }
  });
  it('lists at most a hundred reasons, and says how many more there are', () => {
    const answer = read(of(...Array.from({ length: 150 }, () => ({ customerId: 'c-1', kind: 'private', more: 1 }))));
    expect(answer.ok ? 0 : answer.reasons.length).toBe(101);
    expect(answer.ok ? '' : answer.reasons.at(-1)!.en).toContain('50 more');
  });
});
