import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { gsrnReasons, InvalidValue, parseLocalDate } from '#energy';
import type { Reason } from '#kernel';
import { atMost, jsonIn, jsonPathOf, LARGEST_OWN_DOCUMENT_BYTES, type OwnDocument, type ReadOwnDocument } from './own-document-form.js';

/** What a record of a topic holds: JSON schemas of its fields, and which must be there. Other fields are refused. `gsrn` and `parentGsrn` are GSRNs; `from`, `to` and `validFrom` days. */
export type RecordSchema = Readonly<{ fields: Readonly<Record<string, object>>; required: readonly string[] }>;

/** `also`: what else is wrong with a record whose required fields have the right shape; one that has not is left out of it. */
export type ReaderOptions<R> = Readonly<{ strictIds: boolean; also?: (record: R, path: string) => readonly Reason[] }>;

const MOST_RECORDS = 10_000;
const MOST_REASONS = 100;
const REMOVED = '[removed]';
const GSRN_FIELDS = new Set(['gsrn', 'parentGsrn']);
const DAY_FIELDS = new Set(['from', 'to', 'validFrom']);

/** What every document holds around its records. */
const ENVELOPE_FIELDS = {
  documentId: { type: 'string', pattern: '^[A-Za-z0-9._:-]{1,100}$' },
  sender: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,60}$' },
  createdAt: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,6})?)?Z$' },
} as const;

/** Reads documents of one topic, and tells everything that is wrong at once. What may be kept of one whose shape is wrong is said too, since anything may stand in it. */
export const redactingReader = <R>(schema: RecordSchema, { strictIds, also = () => [] }: ReaderOptions<R>): ((body: Buffer) => ReadOwnDocument<R>) => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile({
    type: 'object', additionalProperties: false, required: ['documentId', 'sender', 'createdAt', 'records'],
    properties: {
      ...ENVELOPE_FIELDS,
      records: { type: 'array', minItems: 1, maxItems: MOST_RECORDS, items: { type: 'object', properties: schema.fields, required: schema.required, additionalProperties: false } },
    },
  });
  const valid = { envelope: validators(ajv, ENVELOPE_FIELDS), record: validators(ajv, schema.fields) };
  const reasonsOfForm = (value: unknown): Reason[] => {
    const form = validate.errors!.map(reasonOf);
    const told = new Set(form.map(({ path }) => path));
    const besides = recordsIn(value).flatMap((record, at) => {
      const [fitting, path] = [fieldsThatFit(record, valid.record), `$.records[${at}]`];
      const complete = schema.required.every((field) => Object.hasOwn(fitting, field));
      return [...valueReasons(fitting, path, strictIds), ...(complete ? also(fitting as R, path) : [])];
    });
    return [...form, ...besides.filter(({ path }) => !told.has(path))];
  };

  return (body: Buffer): ReadOwnDocument<R> => {
    if (body.length > LARGEST_OWN_DOCUMENT_BYTES) return { ok: false, reasons: [tooLarge(body.length)], redacted: unreadable(body) };
    const parsed = jsonIn(body);
    if (!parsed.ok) return { ok: false, reasons: [NOT_JSON], redacted: unreadable(body) };
    if (wasRedacted(parsed.value)) return { ok: false, reasons: [REDACTED], redacted: Buffer.from(JSON.stringify(redacted(parsed.value, valid))) };
    if (!validate(parsed.value)) return { ok: false, reasons: atMost(MOST_REASONS, reasonsOfForm(parsed.value)), redacted: Buffer.from(JSON.stringify(redacted(parsed.value, valid))) };
    if (saysSomethingTwice(parsed.text, parsed.value)) return { ok: false, reasons: [TWICE], redacted: Buffer.from(JSON.stringify(redacted(parsed.value, valid))) };
    const document = parsed.value as OwnDocument<R>;
    const reasons = document.records.flatMap((record, at) => [...valueReasons(record as object, `$.records[${at}]`, strictIds), ...also(record, `$.records[${at}]`)]);
    return reasons.length === 0 ? { ok: true, document } : { ok: false, reasons: atMost(MOST_REASONS, reasons) };
  };
};

type Validators = ReadonlyMap<string, ValidateFunction>;
const validators = (ajv: Ajv, fields: Readonly<Record<string, object>>): Validators => new Map(Object.entries(fields).map(([name, schema]) => [name, ajv.compile(schema)]));

const fieldsThatFit = (record: object, valid: Validators): object => Object.fromEntries(Object.entries(record).filter(([name, value]) => valid.get(name)?.(value) === true));

/** The records of something that may be no document; what is no record is an empty one, so that the others keep their places. */
const recordsIn = (value: unknown): readonly object[] => {
  const { records } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<{ records?: unknown }>;
  return Array.isArray(records) ? records.slice(0, MOST_RECORDS).map((one: unknown) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? one : {})) : [];
};

/** A field given twice is silently dropped by the parser, yet would be kept with the evidence: then there are more texts in the document than in what was read. */
const saysSomethingTwice = (text: string, value: unknown): boolean => textsIn(text) !== textsIn(JSON.stringify(value));
const textsIn = (json: string): number => {
  let count = 0;
  for (let at = json.indexOf('"'); at >= 0; at = json.indexOf('"', at + 1)) {
    count++;
    for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++;
  }
  return count;
};

/** Days that exist and GSRNs with a right check digit. */
const valueReasons = (value: object, path: string, strictIds: boolean): Reason[] => Object.entries(value).flatMap(([field, one]: [string, unknown]): Reason[] => {
  if (Array.isArray(one)) return one.flatMap((inner, at) => valueReasons(inner as object, `${path}.${field}[${at}]`, strictIds));
  if (typeof one !== 'string') return [];
  if (GSRN_FIELDS.has(field)) return [...gsrnReasons(one, { strict: strictIds, path: `${path}.${field}` })];
  if (!DAY_FIELDS.has(field)) return [];
  try {
    parseLocalDate(one);
    return [];
  } catch (error) {
    if (error instanceof InvalidValue) return [error.reasonAt(`${path}.${field}`)];
    throw error;
  }
});

/** Stands in everything that was parked in place of a document: such a thing must never be taken, however right it looks. */
const MARK = 'redacted';
const wasRedacted = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.hasOwn(value, MARK);

/** Known fields with values that fit stay; everything else is taken out, names of unknown fields too. */
const redacted = (value: unknown, valid: Readonly<{ envelope: Validators; record: Validators }>): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { [MARK]: REMOVED };
  const { [MARK]: _, records, ...envelope } = value as Readonly<Record<string, unknown>>;
  return {
    [MARK]: 'Everything that could be personal was removed before this was parked',
    ...kept(envelope, valid.envelope),
    ...(records !== undefined && { records: Array.isArray(records) ? records.map((record: unknown) => (typeof record === 'object' && record !== null && !Array.isArray(record) ? kept(record, valid.record) : REMOVED)) : REMOVED }),
  };
};

const kept = (of: object, valid: Validators): Readonly<Record<string, unknown>> => {
  let unknown = 0;
  return Object.fromEntries(Object.entries(of).map(([name, value]) => {
    const check = valid.get(name);
    return check ? [name, check(value) ? value : REMOVED] : [`unknown field ${++unknown}`, REMOVED];
  }));
};

const unreadable = (body: Buffer): Buffer => Buffer.from(JSON.stringify({ [MARK]: 'The document could not be read and may hold anything', bytes: body.length }));

/** A sentence for an error of the schema. Never quotes a value; a field's name only when it looks like one. */
const reasonOf = ({ keyword, instancePath, params }: ErrorObject): Reason => {
  const path = jsonPathOf(instancePath);
  switch (keyword) {
    case 'required': return { code: 'FIELD_MISSING', path: `${path}.${params['missingProperty']}`, en: 'The field is missing.', da: 'Feltet mangler.' };
    case 'additionalProperties': {
      const name = String(params['additionalProperty']);
      return {
        code: 'UNKNOWN_FIELD', path: /^[a-z][A-Za-z]{0,29}$/.test(name) ? `${path}.${name}` : path,
        en: 'There is a field that this topic does not know. Remove it; personal data are taken by PUT /api/customers/{id}/person alone.',
        da: 'Der er et felt, som dette emne ikke kender. Fjern det; personoplysninger modtages kun af PUT /api/customers/{id}/person.',
      };
    }
    case 'type': return { code: 'WRONG_TYPE', path, en: `The value must be: ${params['type']}.`, da: `Værdien skal være: ${params['type']}.` };
    case 'enum': return { code: 'NOT_ALLOWED', path, en: `The value must be one of ${(params['allowedValues'] as string[]).join(', ')}.`, da: `Værdien skal være en af ${(params['allowedValues'] as string[]).join(', ')}.` };
    case 'pattern': return { code: 'WRONG_FORMAT', path, en: 'The value does not have the right form.', da: 'Værdien har ikke den rette form.' };
    case 'minItems':
    case 'maxItems': return { code: 'WRONG_COUNT', path, en: `The list must have ${keyword === 'minItems' ? 'at least' : 'at most'} ${params['limit']} entries.`, da: `Listen skal have ${keyword === 'minItems' ? 'mindst' : 'højst'} ${params['limit']} poster.` };
    default: return { code: 'NOT_ALLOWED', path, en: 'The value is not allowed.', da: 'Værdien er ikke tilladt.' };
  }
};

const tooLarge = (bytes: number): Reason => ({
  code: 'DOCUMENT_TOO_LARGE', path: '$', en: `The document has ${bytes} bytes; at most ${LARGEST_OWN_DOCUMENT_BYTES} are taken. Send it in smaller parts.`,
  da: `Dokumentet er på ${bytes} byte; højst ${LARGEST_OWN_DOCUMENT_BYTES} modtages. Send det i mindre dele.`,
});

// What the parser says quotes the document, which may hold anything.
const NOT_JSON: Reason = {
  code: 'INVALID_JSON', path: '$', en: 'The document is not JSON in UTF-8. Check it for a missing bracket, quote or comma.',
  da: 'Dokumentet er ikke JSON i UTF-8. Se efter en manglende parentes, et anførselstegn eller et komma.',
};

const REDACTED: Reason = {
  code: 'REDACTED', path: '$', en: 'This is what was left of a refused document, not the document. Discard it, and have the sender send the corrected document.',
  da: 'Dette er, hvad der blev tilbage af et afvist dokument, ikke dokumentet. Kassér det, og få afsenderen til at sende det rettede dokument.',
};

const TWICE: Reason = { code: 'FIELD_TWICE', path: '$', en: 'A field is given twice. Give each field once.', da: 'Et felt er angivet to gange. Angiv hvert felt én gang.' };
