import { Ajv, type ErrorObject, type SchemaObject, type ValidateFunction } from 'ajv';
import { atMost, jsonIn, jsonPathOf, LARGEST_OWN_DOCUMENT_BYTES, type OwnDocument, type ReadOwnDocument } from '#datahub/published';
import { InvalidValue, parseInstant } from '#energy';
import type { Reason } from '#kernel';

/** So many reasons are told; how many more there are is said in one more. */
const MOST_REASONS = 200;

/**
 * A reader of documents of one kind: their form by the schema, then each record by the rules; every problem with its JSON path.
 * @param rulesOf what is wrong with a record whose form is right
 */
export const documentReader = <Record>(schema: SchemaObject, rulesOf: (record: Record, path: string) => readonly Reason[]): ((body: Buffer) => ReadOwnDocument<Record>) => {
  let validate: ValidateFunction | undefined;
  return (body) => {
    if (body.length > LARGEST_OWN_DOCUMENT_BYTES) return refused([tooLarge(body.length)]);
    const parsed = jsonIn(body);
    if (!parsed.ok) return refused([notJson(parsed.why)]);
    validate ??= new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
    if (!validate(parsed.value)) return refused((validate.errors ?? []).map(reasonOf));
    const document = parsed.value as OwnDocument<Record>;
    const reasons = [...createdAtReasons(document.createdAt), ...document.records.flatMap((record, at) => rulesOf(record, `$.records[${at}]`))];
    return reasons.length > 0 ? refused(reasons) : { ok: true, document };
  };
};

const refused = (reasons: readonly Reason[]): Readonly<{ ok: false; reasons: readonly Reason[] }> => ({ ok: false, reasons: atMost(MOST_REASONS, reasons) });

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
  code: 'MESSAGE_TOO_LARGE', path: '$', en: `The document has ${bytes} bytes; at most ${LARGEST_OWN_DOCUMENT_BYTES} are taken. Send it in parts.`,
  da: `Dokumentet er på ${bytes} byte; højst ${LARGEST_OWN_DOCUMENT_BYTES} modtages. Send det i dele.`,
});

const reasonOf = ({ keyword, params, instancePath, message }: ErrorObject): Reason => {
  const path = jsonPathOf(instancePath);
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
