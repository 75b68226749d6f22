import { isUtf8 } from 'node:buffer';
import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv';
import { InvalidValue, parseInstant } from '#energy';
import type { Reason } from '#kernel';

/** The cover of every document of ours. */
export type Document<Record> = Readonly<{ sender: string; documentId: string; createdAt: string; records: readonly Record[] }>;
export type ReadDocument<Record> = Readonly<{ ok: true; document: Document<Record> } | { ok: false; reasons: readonly Reason[] }>;

export const LARGEST_DOCUMENT_BYTES = 10 * 1024 * 1024;
/** So many reasons are told; how many more there are is said in one more. */
const MOST_REASONS = 200;

/**
 * A reader of documents of one kind: their form by the schema, then each record by the rules; every problem with its JSON path.
 * @param rulesOf what is wrong with a record whose form is right
 */
export const documentReader = <Record>(schema: SchemaObject, rulesOf: (record: Record, path: string) => readonly Reason[]): ((body: Buffer) => ReadDocument<Record>) => {
  let validate: ValidateFunction | undefined;
  return (body) => {
    if (body.length > LARGEST_DOCUMENT_BYTES) return refused([tooLarge(body.length)]);
    const parsed = parse(body);
    if ('reason' in parsed) return refused([parsed.reason]);
    validate ??= new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    if (!validate(parsed.value)) return refused((validate.errors ?? []).map(reasonOf));
    const document = parsed.value as Document<Record>;
    const reasons = [...createdAtReasons(document.createdAt), ...document.records.flatMap((record, at) => rulesOf(record, `$.records[${at}]`))];
    return reasons.length > 0 ? refused(reasons) : { ok: true, document };
  };
};

const refused = (reasons: readonly Reason[]): Readonly<{ ok: false; reasons: readonly Reason[] }> => ({
  ok: false,
  reasons: reasons.length <= MOST_REASONS ? reasons : [...reasons.slice(0, MOST_REASONS), {
    code: 'MORE_REASONS', en: `${reasons.length - MOST_REASONS} more reasons are not listed.`, da: `${reasons.length - MOST_REASONS} yderligere årsager er ikke vist.`,
  }],
});

const parse = (body: Buffer): { value: unknown } | { reason: Reason } => {
  if (!isUtf8(body)) return { reason: notJson('the bytes are no text in UTF-8') };
  try {
    return { value: JSON.parse(new TextDecoder().decode(body)) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { reason: notJson(error.message) };
  }
};

const notJson = (why: string): Reason => ({ code: 'NOT_JSON', path: '$', en: `This is not JSON in UTF-8 (${why}).`, da: 'Dette er ikke JSON i UTF-8.' });

const createdAtReasons = (createdAt: string): Reason[] => {
  try {
    parseInstant(createdAt);
    return [];
  } catch (error) {
    if (error instanceof InvalidValue) return [error.reasonAt('$.createdAt')];
    throw error;
  }
};

const tooLarge = (bytes: number): Reason => ({
  code: 'MESSAGE_TOO_LARGE', path: '$', en: `The document has ${bytes} bytes; at most ${LARGEST_DOCUMENT_BYTES} are taken. Send it in parts.`,
  da: `Dokumentet er på ${bytes} byte; højst ${LARGEST_DOCUMENT_BYTES} modtages. Send det i dele.`,
});

const reasonOf = ({ keyword, params, instancePath, message }: ErrorObject): Reason => {
  const path = jsonPath(instancePath);
  const of: Readonly<Record<string, unknown>> = params;
  switch (keyword) {
    case 'required': return { code: 'FIELD_MISSING', path: `${path}.${of.missingProperty}`, en: `${of.missingProperty} is missing. Add it.`, da: `${of.missingProperty} mangler. Tilføj det.` };
    case 'additionalProperties': return {
      code: 'UNKNOWN_FIELD', path: `${path}.${of.additionalProperty}`, en: `There is no field ${of.additionalProperty} here. Remove it or correct its name.`,
      da: `Der findes ikke et felt ${of.additionalProperty} her. Fjern det, eller ret navnet.`,
    };
    case 'type': return { code: 'WRONG_TYPE', path, en: `This must be of type ${String(of.type)}.`, da: `Dette skal være af typen ${String(of.type)}.` };
    case 'enum': return { code: 'NOT_ALLOWED', path, en: `This must be one of ${(of.allowedValues as unknown[]).join(', ')}.`, da: `Dette skal være en af ${(of.allowedValues as unknown[]).join(', ')}.` };
    case 'pattern': return { code: 'WRONG_FORM', path, en: `This is not written as it must be (${String(of.pattern)}).`, da: `Dette er ikke skrevet, som det skal være (${String(of.pattern)}).` };
    case 'minProperties': return { code: 'NOTHING_SAID', path, en: 'Give terms, prices or both.', da: 'Angiv terms, prices eller begge.' };
    default: return { code: 'AGAINST_SCHEMA', path, en: `This ${message ?? 'does not follow the schema'}.`, da: `Dette følger ikke skemaet (${message ?? keyword}).` };
  }
};

/** `/records/0/prices/3` → `$.records[0].prices[3]`. */
const jsonPath = (pointer: string): string => pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  .reduce((path, part) => (/^\d+$/.test(part) ? `${path}[${part}]` : `${path}.${part}`), '$');
