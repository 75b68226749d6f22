import { Ajv, type ValidateFunction } from 'ajv';
import type { Findings } from '../domain/findings.js';
import type { JsonObject, JsonValue } from '../domain/json/json-reader.js';
import type { Place } from '../domain/json/json-path.js';
import { type CimHeader, type CimRsm012, ROOT } from '../domain/rsm-012-cim.js';
import rsm012 from '../schemas/Notify-Validated-measure-data-assembly-model.schema.json' with { type: 'json' };
import localTypes from '../schemas/urn-entsoe-eu-local-extension-types.schema.json' with { type: 'json' };
import codeLists from '../schemas/urn-entsoe-eu-wgedi-codelists.schema.json' with { type: 'json' };
import { addSchemaErrors } from './schema-fault.js';

/**
 * The official pattern of an interval's ends is looser than it looks (its alternatives are anchored at one end only) and refuses seconds, which do
 * occur. Ours takes exactly a date, a time, seconds or none, and Z. Source: DataHub's documents, B3 (accept both).
 */
const INTERVAL_END = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?Z$';

const compile = (allErrors: boolean): { document: ValidateFunction<CimRsm012>; series: ValidateFunction; point: ValidateFunction } => {
  const ajv = new Ajv({ allErrors, strict: false });
  ajv.removeKeyword('id'); // an annotation in these schemas, a mistake to ajv
  const schema = structuredClone(rsm012);
  schema.definitions.YMDHM_DateTime.properties.value.pattern = INTERVAL_END;
  ajv.addSchema([localTypes, codeLists]);
  const document = ajv.compile<CimRsm012>(schema);
  const part = (name: string): ValidateFunction => {
    const validate = ajv.getSchema(`${schema.$id}#/definitions/${name}`);
    if (validate === undefined) throw new Error(`The schema of RSM-012 defines no ${name}`);
    return validate;
  };
  return { document, series: part('Series'), point: part('Point') };
};

const quick = compile(false);
const thorough = compile(true);

/** Whether the value is an RSM-012 by the official schema, intervals with or without seconds. Stops at the first mistake. */
export const isCimRsm012 = (value: unknown): value is CimRsm012 => quick.document(value) && Object.hasOwn(value, ROOT);

/** What of a document that fails the schema can still be asked about its meaning. */
export type Usable = Readonly<{ header: CimHeader | undefined; isUsable: (series: number) => boolean }>;

/**
 * Tells every mistake by the schema, piece by piece: the header, each series, each point, until `findings` is full.
 * Piecewise because the validator alone would collect one error per mistake of a document made of nothing else.
 */
export const explainSchema = (value: JsonValue, findings: Findings): Usable => {
  const none: Usable = { header: undefined, isUsable: () => false };
  const header = isObject(value) && Object.hasOwn(value, ROOT) ? value[ROOT]! : undefined;
  if (header === undefined) {
    const found = isObject(value) ? Object.keys(value).slice(0, 3).join(', ') : typeof value;
    findings.add({ code: 'NOT_RSM_012', en: `An RSM-012 begins with ${ROOT}; found: ${found || 'nothing'}`, da: `En RSM-012 begynder med ${ROOT}; fandt: ${found || 'intet'}` }, []);
    return none;
  }
  const series = isObject(header) && Array.isArray(header.Series) ? header.Series : [];
  const bare = series.length > 0 ? { ...(value as JsonObject), [ROOT]: { ...(header as JsonObject), Series: [] } } : value;
  const headerIsGood = complain(thorough.document, bare, [], findings);
  const broken = new Set<number>();
  let looked = 0;
  for (; looked < series.length && !findings.full; looked++) {
    if (!explainSeries(series[looked]!, [ROOT, 'Series', looked], findings)) broken.add(looked);
  }
  return headerIsGood ? { header: header as unknown as CimHeader, isUsable: (index) => index < looked && !broken.has(index) } : none;
};

const explainSeries = (series: JsonValue, place: Place, findings: Findings): boolean => {
  const period = isObject(series) && Object.hasOwn(series, 'Period') ? series.Period! : undefined;
  const points = isObject(period) && Array.isArray(period.Point) ? period.Point : [];
  const head = points.length > 1 ? { ...(series as JsonObject), Period: { ...(period as JsonObject), Point: points.slice(0, 1) } } : series;
  let good = complain(thorough.series, head, place, findings);
  for (let index = 1; index < points.length && !findings.full; index++) {
    if (!complain(thorough.point, points[index]!, [...place, 'Period', 'Point', index], findings)) good = false;
  }
  return good;
};

const complain = (validate: ValidateFunction, value: JsonValue, place: Place, findings: Findings): boolean => {
  if (validate(value)) return true;
  addSchemaErrors(validate.errors ?? [], place, findings);
  return false;
};

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
