import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Reason } from '#kernel';
import type { ExactJson } from './exact-json.js';
import { settlementInputSchema } from './settlement-input.schema.js';

let validate: ValidateFunction | undefined;

/** What the schema has against a document: every problem, with its JSON path. */
export const schemaProblems = (document: ExactJson): readonly Reason[] => {
  validate ??= new Ajv({ allErrors: true, allowUnionTypes: true, verbose: false }).compile(settlementInputSchema);
  return validate(document) ? [] : (validate.errors ?? []).map(reasonOf);
};

const reasonOf = (error: ErrorObject): Reason => {
  const place = jsonPath(error.instancePath);
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required': return {
      code: 'FIELD_MISSING', path: `${place}.${params.missingProperty}`,
      en: `The field ${params.missingProperty} is missing. Add it.`, da: `Feltet ${params.missingProperty} mangler. Tilføj det.`,
    };
    case 'additionalProperties': return {
      code: 'UNKNOWN_FIELD', path: `${place}.${params.additionalProperty}`,
      en: `There is no field ${params.additionalProperty} here. Remove it or correct its name.`, da: `Der findes ikke et felt ${params.additionalProperty} her. Fjern det, eller ret navnet.`,
    };
    case 'type': return { code: 'WRONG_TYPE', path: place, en: `This should be of type ${types(params.type)}.`, da: `Dette skal være af typen ${types(params.type)}.` };
    case 'enum': return {
      code: 'NOT_ALLOWED', path: place, en: `This should be one of ${listed(params.allowedValues)}.`, da: `Dette skal være en af ${listed(params.allowedValues)}.`,
    };
    case 'pattern': return {
      code: 'WRONG_FORM', path: place, en: `This does not have the form ${formOf(String(params.pattern)).en}.`, da: `Dette har ikke formen ${formOf(String(params.pattern)).da}.`,
    };
    default: return { code: 'AGAINST_SCHEMA', path: place, en: `This ${error.message ?? 'does not follow the schema'}.`, da: `Dette følger ikke skemaet (${error.message ?? error.keyword}).` };
  }
};

const formOf = (pattern: string): { en: string; da: string } => {
  if (pattern.includes('T')) return { en: 'of an instant, 2025-01-01T23:00Z', da: 'af et tidspunkt, 2025-01-01T23:00Z' };
  if (pattern.startsWith('^\\d{4}')) return { en: 'of a date, 2025-01-31', da: 'af en dato, 2025-01-31' };
  if (pattern.startsWith('^-?')) return { en: 'of a decimal number, -12.345', da: 'af et decimaltal, -12.345' };
  if (pattern.startsWith('^A0')) return { en: 'of a quality code, A04', da: 'af en kvalitetskode, A04' };
  return { en: 'of a whole number, 12', da: 'af et helt tal, 12' };
};

const types = (type: unknown): string => (Array.isArray(type) ? type.join(' / ') : String(type));

const listed = (values: unknown): string => (Array.isArray(values) ? values.map((value) => JSON.stringify(value)).join(', ') : String(values));

/** `/readings/0/values/3` → `$.readings[0].values[3]`. */
const jsonPath = (pointer: string): string => pointer.split('/').slice(1)
  .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '$');
