import type { ErrorObject } from 'ajv';
import type { Fault, Findings } from '../domain/findings.js';
import type { Place } from '../domain/json/json-path.js';

/** Fields whose wrong values the market has a code for. Source: DataHub's documents, B6. */
const MARKET_CODES: readonly Readonly<{ ending: readonly string[]; code: string }>[] = [
  { ending: ['quality', 'value'], code: 'D12' },
  { ending: ['position', 'value'], code: 'E87' },
  { ending: ['Period', 'resolution'], code: 'D23' },
  { ending: ['quantity_Measure_Unit.name', 'value'], code: 'E73' },
  { ending: ['marketEvaluationPoint.type', 'value'], code: 'D18' },
  { ending: ['start', 'value'], code: 'E50' },
  { ending: ['end', 'value'], code: 'E50' },
];

/** Puts the validator's errors into words, each once and at the place it means. `place` is where the validated piece stands in the document. */
export const addSchemaErrors = (errors: readonly ErrorObject[], place: Place, findings: Findings): void => {
  const choices = new Set(errors.filter(({ keyword }) => keyword === 'oneOf').map(({ instancePath }) => instancePath));
  for (const error of errors) {
    // The alternatives of a code list complain one by one before the list itself does.
    if (error.keyword !== 'oneOf' && choices.has(error.instancePath)) continue;
    const at = [...place, ...stepsOf(error.instancePath), ...memberOf(error)];
    const fault = faultOf(error);
    findings.add({ ...fault, code: fault.code === 'FIELD_MISSING' ? fault.code : (marketCode(at) ?? fault.code) }, at);
  }
};

const faultOf = ({ keyword, params }: ErrorObject): Fault => {
  switch (keyword) {
    case 'required': return { code: 'FIELD_MISSING', en: 'This field is required', da: 'Feltet er påkrævet' };
    case 'additionalProperties': return { code: 'FIELD_UNKNOWN', en: 'The schema knows no such field; remove it', da: 'Skemaet kender ikke feltet; fjern det' };
    case 'type': return { code: 'FIELD_TYPE', en: `This must be of type ${params.type}`, da: `Her skal stå typen ${params.type}` };
    case 'oneOf': case 'enum': return { code: 'CODE_UNKNOWN', en: 'This code is not in the official list', da: 'Koden findes ikke i den officielle liste' };
    case 'pattern': return { code: 'FIELD_FORMAT', en: 'This is not written as the schema asks', da: 'Dette er ikke skrevet, som skemaet kræver' };
    case 'maxLength': return { code: 'FIELD_TOO_LONG', en: `At most ${params.limit} characters`, da: `Højst ${params.limit} tegn` };
    case 'minItems': return { code: 'FIELD_EMPTY', en: `At least ${params.limit} entries`, da: `Mindst ${params.limit} elementer` };
    case 'minimum': return { code: 'FIELD_RANGE', en: `At least ${params.limit}`, da: `Mindst ${params.limit}` };
    case 'maximum': return { code: 'FIELD_RANGE', en: `At most ${params.limit}`, da: `Højst ${params.limit}` };
    default: return { code: 'SCHEMA', en: `This does not fit the official schema (${keyword})`, da: `Dette passer ikke til det officielle skema (${keyword})` };
  }
};

/** The field that is missing or too many is not part of the error's own path. */
const memberOf = ({ keyword, params }: ErrorObject): Place => {
  if (keyword === 'required') return [String(params.missingProperty)];
  return keyword === 'additionalProperties' ? [String(params.additionalProperty)] : [];
};

/** JSON pointer to steps. Source: RFC 6901, section 4. */
const stepsOf = (pointer: string): Place =>
  pointer.split('/').slice(1).map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));

const marketCode = (place: Place): string | undefined =>
  MARKET_CODES.find(({ ending }) => ending.every((step, index) => place.at(index - ending.length) === step))?.code;
