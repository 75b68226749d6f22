import { glnReasons, parseLocalDate } from '#energy';
import type { Reason } from '#kernel';
import type { ChargeStatement } from '../../commands/requests.js';
import type { Unregistered } from '../../domain/input-rules.js';
import { plainDecimal } from '../../domain/price-text.js';
import { type ChargeCategory, type ChargeKey, chargeKeyText, type ChargePrice, type ChargeResolution } from '../../domain/terms.js';
import { CODE_PATTERN } from '../record-schemas.js';
import { problemAt, readOr } from './file-problem.js';
import type { FileRecord, FileTable } from './table.js';

export type PricelistFile = Readonly<{ kind: 'charges'; set: 'DatahubPricelist'; statements: readonly ChargeStatement[]; prices: number }>;

/** Source: market facts, grid company tariffs (DatahubPricelist). */
const TYPES: Readonly<Record<string, ChargeKey['type']>> = { D01: 'subscription', D02: 'fee', D03: 'tariff' };
const RESOLUTIONS: readonly ChargeResolution[] = ['PT15M', 'PT1H', 'P1D', 'P1M'];
const ENERGINET = '5790000432752';
const HOURS = 24;
const MIDNIGHT = /^(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$/;
/** Most prices of one charge in one record. */
const MOST_PRICES = 1_000;
const CODE = new RegExp(CODE_PATTERN);

type Entry = Readonly<{ place: string; key: ChargeKey; terms: NonNullable<ChargeStatement['terms']>; price: Unregistered<ChargePrice> }>;

/**
 * Charges and their prices of a public price list. Price1…24 are local hours; where only Price1 stands it holds for all of them. What a charge is called is
 * taken from its latest entry. The list does not say of what kind a charge is, nor whether the supplier bears it: see `categoryOf`; it is billed.
 */
export const pricelistFile = ({ records, decimalComma }: FileTable): PricelistFile | readonly Reason[] => {
  const problems: Reason[] = [];
  const charges = new Map<string, Entry[]>();
  for (const record of records) {
    const entry = entryOf(record, decimalComma, problems);
    if (!entry) continue;
    const key = chargeKeyText(entry.key);
    const other = charges.get(key)?.find(({ terms }) => terms.resolution !== entry.terms.resolution);
    if (other) problems.push(problemAt(entry.place, 'RESOLUTION_DIFFERS', `${key} is ${entry.terms.resolution} here and ${other.terms.resolution} at ${other.place}. Load the two in files of their own, under codes of their own.`, `${key} er ${entry.terms.resolution} her og ${other.terms.resolution} ved ${other.place}. Indlæs de to i hver sin fil under hver sin kode.`));
    charges.set(key, [...(charges.get(key) ?? []), entry]);
  }
  if (problems.length > 0) return problems;
  const statements = [...charges].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, entries]): ChargeStatement[] => {
    const inOrder = [...entries].sort((a, b) => (a.price.from < b.price.from ? -1 : Number(a.price.from > b.price.from)));
    const { key, terms } = inOrder.at(-1)!;
    return parts(inOrder.map(({ price }) => price)).map((prices, at) => ({ ...key, ...(at === 0 && { terms }), prices }));
  });
  return { kind: 'charges', set: 'DatahubPricelist', statements, prices: records.length };
};

const entryOf = ({ fields, place }: FileRecord, decimalComma: boolean, problems: Reason[]): Entry | undefined => {
  const before = problems.length;
  const field = (name: string): string | undefined => {
    const value = fields[name];
    if (value === null || value === undefined) problems.push(problemAt(place(name), 'FIELD_MISSING', `${name} is missing.`, `${name} mangler.`));
    return value ?? undefined;
  };
  const oneOf = <T>(name: string, known: Readonly<Record<string, T>>): T | undefined => {
    const text = field(name);
    if (text === undefined || Object.hasOwn(known, text)) return text === undefined ? undefined : known[text];
    problems.push(problemAt(place(name), 'NOT_ALLOWED', `${name} is ${JSON.stringify(text)}; known are ${Object.keys(known).join(', ')}.`, `${name} er ${JSON.stringify(text)}; kendte er ${Object.keys(known).join(', ')}.`));
    return undefined;
  };
  const [owner, code, name] = [field('GLN_Number'), field('ChargeTypeCode'), field('Note')];
  if (owner !== undefined) problems.push(...glnReasons(owner, { strict: false, path: place('GLN_Number') }));
  if (code !== undefined && !CODE.test(code)) problems.push(problemAt(place('ChargeTypeCode'), 'WRONG_FORM', 'A code has 1 to 20 visible characters.', 'En kode har 1 til 20 synlige tegn.'));
  const type = oneOf('ChargeType', TYPES);
  const resolution = oneOf('ResolutionDuration', Object.fromEntries(RESOLUTIONS.map((one) => [one, one])));
  const vatClass = oneOf('VATClass', { D01: 'D01', D02: 'D02' } as const);
  const tax = oneOf('TaxIndicator', { 0: false, 1: true, false: false, true: true });
  const from = dayOf(fields.ValidFrom === null || fields.ValidFrom === undefined ? field('ValidFrom') : fields.ValidFrom, place('ValidFrom'), problems);
  const to = dayOf(fields.ValidTo ?? undefined, place('ValidTo'), problems);
  if (from !== undefined && to !== undefined && to <= from) problems.push(problemAt(place('ValidTo'), 'PERIOD_EMPTY', 'ValidTo must lie after ValidFrom.', 'ValidTo skal ligge efter ValidFrom.'));
  const amounts = amountsOf({ fields, place }, decimalComma, problems);
  if (problems.length > before || !owner || !code || !name || !type || !resolution || !vatClass || tax === undefined || from === undefined || !amounts) return undefined;
  const key = { owner, type, code };
  return { place: place(), key, terms: { name: name.slice(0, 200), category: categoryOf(owner, name, tax), resolution, tax, notBilled: false, vatClass }, price: { from, ...(to !== undefined && { to }), ...amounts } };
};

/** One price for all hours, or 24. */
const amountsOf = ({ fields, place }: FileRecord, decimalComma: boolean, problems: Reason[]): Pick<ChargePrice, 'price' | 'hours'> | undefined => {
  const texts = Array.from({ length: HOURS }, (_, at) => fields[`Price${at + 1}`] ?? null);
  const given = texts.filter((text) => text !== null).length;
  const gap = texts.indexOf(null);
  if (given === 0 || (given > 1 && given < HOURS) || texts[0] === null) {
    problems.push(problemAt(place(`Price${gap + 1}`), 'HOURS_NOT_24', `${given} of 24 prices are there. Either Price1 alone or all of Price1 to Price24 must stand.`, `${given} af 24 priser findes. Enten skal Price1 stå alene, eller alle fra Price1 til Price24 skal stå.`));
    return undefined;
  }
  const read = (text: string, at: number): string | undefined => readOr(() => plainDecimal(decimalComma ? text.replace(',', '.') : text), place(`Price${at + 1}`), problems);
  const prices = texts.slice(0, given).map((text, at) => read(text!, at));
  if (prices.includes(undefined)) return undefined;
  return new Set(prices).size === 1 ? { price: prices[0]! } : { hours: prices as string[] };
};

const dayOf = (text: string | undefined, path: string, problems: Reason[]): string | undefined => {
  if (text === undefined) return undefined;
  const day = MIDNIGHT.exec(text)?.[1];
  if (day !== undefined) return readOr(() => parseLocalDate(day), path, problems);
  problems.push(problemAt(path, 'NOT_A_DATE', `${JSON.stringify(text)} is not the begin of a local day such as 2025-01-01T00:00:00.`, `${JSON.stringify(text)} er ikke starten på et lokalt døgn som 2025-01-01T00:00:00.`));
  return undefined;
};

/**
 * What kind of charge it is, which the list does not say: a tax is electricity tax; of Energinet's the name tells; everything else belongs to a grid company.
 * Say otherwise with `PUT /api/catalogue/charges/…`.
 */
export const categoryOf = (owner: string, name: string, tax: boolean): ChargeCategory => {
  if (tax) return 'electricityTax';
  if (owner !== ENERGINET) return 'grid';
  if (/transmission/i.test(name)) return 'transmission';
  if (/system/i.test(name)) return 'system';
  return /balance/i.test(name) ? 'balance' : 'other';
};

const parts = <T>(list: readonly T[]): T[][] => Array.from({ length: Math.ceil(list.length / MOST_PRICES) }, (_, at) => list.slice(at * MOST_PRICES, (at + 1) * MOST_PRICES));
