import type { Reason } from '#kernel';
import { MARKET_ZONE } from '#energy';
import { Findings } from '../domain/findings.js';
import { DEFAULT_MAX_BYTES, readJson } from '../domain/json/read-json.js';
import type { InexactNumber, JsonValue } from '../domain/json/json-reader.js';
import { type CimHeader, ROOT } from '../domain/rsm-012-cim.js';
import { headerFacts, type RuleOptions, seriesFacts } from '../domain/rsm-012-facts.js';
import { HEADER_RULES, type HeaderFacts, SERIES_LIST_RULES, SERIES_RULES, type SeriesFacts } from '../domain/rsm-012-rules/index.js';
import { TOO_MANY_DIGITS } from '../domain/rsm-012-rules/values.js';
import type { Rsm012 } from '../domain/rsm-012.js';
import { fromCim, toCim } from './rsm-012-mapping.js';
import { explainSchema, isCimRsm012, type Usable } from './rsm-012-schema.js';

export type Rsm012Options = Readonly<{
  /** Check digits and prefixes of GSRN and GLN; true unless told. False for published samples with made-up numbers. */
  strictIds?: boolean;
  /** Of local days and months; Europe/Copenhagen unless told. */
  zone?: string;
  /** Largest document; 32 MiB unless told. */
  maxBytes?: number;
  /** Our own GLNs; any receiver is taken unless told. */
  receivers?: ReadonlySet<string>;
}>;

export type Rsm012Read =
  | Readonly<{ ok: true; document: Rsm012 }>
  | Readonly<{
    ok: false;
    /** The first 200, each with code, both languages and JSON path. */
    reasons: readonly Reason[];
    /** How many more there are, at least. */
    omitted: number;
    /** As far as they could be made out. */
    documentId?: string;
    sender?: string;
  }>;

/**
 * Reads the bytes of an RSM-012 (CIM JSON): grammar, official schema, then every business rule on every part the schema accepts.
 * Never throws for bad input; the document is taken as a whole or not at all. Source: DataHub's documents, B3, B4 and B6.
 */
export const fromRsm012 = (body: Uint8Array, options: Rsm012Options = {}): Rsm012Read => {
  const json = readJson(body, { maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES });
  if (!json.ok) return { ok: false, reasons: json.problems, omitted: 0 };
  const findings = new Findings();
  const { value } = json;
  tellInexact(json.inexact, findings);
  const usable: Usable = isCimRsm012(value) ? { header: value[ROOT], isUsable: () => true } : explainSchema(value, findings);
  const rules: RuleOptions = { strictIds: options.strictIds ?? true, zone: options.zone ?? MARKET_ZONE, receivers: options.receivers };
  const facts = usable.header === undefined ? undefined : applyRules(usable.header, usable, rules, findings);
  if (findings.reasons.length > 0 || facts === undefined) {
    return { ok: false, reasons: findings.reasons, omitted: findings.omitted, ...identityOf(value) };
  }
  return { ok: true, document: fromCim(facts.about, facts.series) };
};

/** The document as compact CIM JSON, valid by the official schema: `fromRsm012` of its bytes gives the same document again. */
export const toRsm012 = (document: Rsm012): string => JSON.stringify(toCim(document));

const applyRules = (header: CimHeader, usable: Usable, options: RuleOptions, findings: Findings): Readonly<{ about: HeaderFacts; series: readonly SeriesFacts[] }> => {
  const about = headerFacts(header, [ROOT], options);
  for (const rule of HEADER_RULES) rule(about, findings);
  const series: SeriesFacts[] = [];
  header.Series?.forEach((one, index) => {
    if (!usable.isUsable(index)) return;
    const facts = seriesFacts(one, [ROOT, 'Series', index], about.createdAt, options);
    for (const rule of SERIES_RULES) rule(facts, findings);
    series.push(facts);
  });
  if (series.length === header.Series?.length) for (const rule of SERIES_LIST_RULES) rule(about, findings);
  return { about, series };
};

/** A double holds every number the market allows; one that it cannot hold has too many digits. */
const tellInexact = (numbers: readonly InexactNumber[], findings: Findings): void => {
  for (const { place } of numbers) {
    const isQuantity = place.at(-1) === 'quantity';
    findings.add(isQuantity ? TOO_MANY_DIGITS : {
      code: 'NUMBER_TOO_LONG', en: 'This number has more digits than any number of this document may have', da: 'Tallet har flere cifre, end noget tal i dokumentet må have',
    }, place);
  }
};

/** Who sent which document, read with the greatest care, so that whoever is told can find it. */
const identityOf = (value: JsonValue): Readonly<{ documentId?: string; sender?: string }> => {
  const header = member(value, ROOT);
  const documentId = member(header, 'mRID');
  const sender = member(member(header, 'sender_MarketParticipant.mRID'), 'value');
  return {
    ...(typeof documentId === 'string' && documentId.length <= 36 ? { documentId } : {}),
    ...(typeof sender === 'string' && sender.length <= 16 ? { sender } : {}),
  };
};

const member = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined);
