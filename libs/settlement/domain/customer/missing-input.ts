import type { Reason } from '#kernel';
import { formatInstant, type LocalDate, type Span } from '#energy';

/** Why a point cannot be settled yet, so that somebody can get what is missing. Without it there is no amount: missing is never zero. */
export type MissingInput = Reason & Readonly<{ code: MissingCode; /** Spans of time or of local days that lack it, at most 20; the sentence says how many there are. */ spans: readonly { from: string; to: string }[] }>;

export type MissingCode =
  | 'NO_SUPPLY' | 'READINGS_MISSING' | 'READINGS_TORN' | 'EXPORT_READINGS_MISSING' | 'EXPORT_READINGS_TORN' | 'SPOT_MISSING'
  | 'CONTRACT_MISSING' | 'MAIN_PRODUCT_MISSING' | 'MAIN_PRODUCT_AMBIGUOUS' | 'PRODUCT_PRICE_MISSING' | 'CHARGE_NOT_LINKED' | 'CHARGE_PRICE_MISSING'
  | 'VAT_MISSING' | 'TAX_LIMIT_MISSING' | 'REDUCED_TAX_MISSING' | 'USED_BEFORE_MISSING' | 'FULL_RATE_SERIES_MISSING';

const MOST_SPANS = 20;

type Sentences = (what: string) => { en: string; da: string };

const SENTENCES: Readonly<Record<MissingCode, Sentences>> = {
  NO_SUPPLY: () => ({ en: 'The customer was not ours on any day of the period. Check the period and the supply.', da: 'Kunden var ikke vores på nogen dag i perioden. Kontrollér perioden og leverancen.' }),
  READINGS_MISSING: () => ({ en: 'Readings of consumption are missing. Get them from the hub (RSM-015) or wait for them.', da: 'Målinger af forbrug mangler. Hent dem fra DataHub (RSM-015), eller vent på dem.' }),
  READINGS_TORN: () => ({ en: 'A newer series replaces only a part of an hourly reading. Ask for the whole hour again.', da: 'En nyere serie erstatter kun en del af en timemåling. Bed om hele timen igen.' }),
  EXPORT_READINGS_MISSING: () => ({ en: 'Readings of production are missing. Get them from the hub (RSM-015) or wait for them.', da: 'Målinger af produktion mangler. Hent dem fra DataHub (RSM-015), eller vent på dem.' }),
  EXPORT_READINGS_TORN: () => ({ en: 'A newer series replaces only a part of an hourly reading of production. Ask for the whole hour again.', da: 'En nyere serie erstatter kun en del af en timemåling af produktion. Bed om hele timen igen.' }),
  SPOT_MISSING: (area) => ({ en: `Spot prices of ${area} are missing. Load them before settling.`, da: `Spotpriser for ${area} mangler. Indlæs dem før afregning.` }),
  CONTRACT_MISSING: () => ({ en: 'There is no contract on some days of supply. Register it.', da: 'Der er ingen kontrakt på nogle af leverancens dage. Registrér den.' }),
  MAIN_PRODUCT_MISSING: () => ({ en: 'The contract names no main product on some days. Add one that is not an add-on.', da: 'Kontrakten har intet hovedprodukt på nogle dage. Tilføj et, der ikke er et tillæg.' }),
  MAIN_PRODUCT_AMBIGUOUS: (names) => ({ en: `The contract names more than one main product on the same day: ${names}. End one before the other begins.`, da: `Kontrakten har flere hovedprodukter på samme dag: ${names}. Afslut det ene, før det andet begynder.` }),
  PRODUCT_PRICE_MISSING: (product) => ({ en: `The product ${product} has no price on some days. Publish one.`, da: `Produktet ${product} har ingen pris på nogle dage. Offentliggør en.` }),
  CHARGE_NOT_LINKED: (category) => ({ en: `No charge of the kind ${category} is linked to the point on some days. Check the charge links (RSM-031).`, da: `Der er ikke knyttet et priselement af typen ${category} til målepunktet på nogle dage. Kontrollér pristilknytninger (RSM-031).` }),
  CHARGE_PRICE_MISSING: (charge) => ({ en: `The charge ${charge} has no price at some times. Get its price list (RSM-034).`, da: `Priselementet ${charge} har ingen pris på nogle tidspunkter. Hent dets priser (RSM-034).` }),
  VAT_MISSING: () => ({ en: 'No VAT rate is in force on some days. Add the dated rate.', da: 'Der gælder ingen momssats på nogle dage. Tilføj den daterede sats.' }),
  TAX_LIMIT_MISSING: () => ({ en: 'No yearly limit of the electricity tax is in force. Add the dated limit.', da: 'Der gælder ingen årlig grænse for elafgiften. Tilføj den daterede grænse.' }),
  REDUCED_TAX_MISSING: () => ({ en: 'No reduced electricity tax is in force on some entitled days. Add the dated rate.', da: 'Der gælder ingen nedsat elafgift på nogle berettigede dage. Tilføj den daterede sats.' }),
  USED_BEFORE_MISSING: () => ({ en: 'It is not known how much of the yearly limit was used before the period. Give usedBeforeKwh.', da: 'Det vides ikke, hvor meget af årsgrænsen der var brugt før perioden. Angiv usedBeforeKwh.' }),
  FULL_RATE_SERIES_MISSING: () => ({ en: 'The hub’s daily series of electrical heating (D14) lacks some days. Get them, or leave the series out.', da: 'DataHubs daglige serie for elvarme (D14) mangler nogle dage. Hent dem, eller udelad serien.' }),
};

const missing = (code: MissingCode, what: string, spans: readonly { from: string; to: string }[], path?: string): MissingInput => {
  const { en, da } = SENTENCES[code](what);
  const first = spans[0];
  const times = first === undefined ? { en: '', da: '' } : {
    en: ` First: ${first.from} to ${first.to}${spans.length > 1 ? `, ${spans.length} gaps in all` : ''}.`,
    da: ` Første: ${first.from} til ${first.to}${spans.length > 1 ? `, ${spans.length} huller i alt` : ''}.`,
  };
  return { code, en: en + times.en, da: da + times.da, ...(path === undefined ? {} : { path }), spans: spans.slice(0, MOST_SPANS) };
};

/** Something is missing in these spans of time (epoch milliseconds). */
export const missingAt = (code: MissingCode, spans: readonly Span[], what = '', path?: string): readonly MissingInput[] =>
  spans.length === 0 ? [] : [missing(code, what, spans.map(({ from, to }) => ({ from: formatInstant(from), to: formatInstant(to) })), path)];

/** Something is missing on these local days, in order. */
export const missingOn = (code: MissingCode, days: readonly LocalDate[], nextDay: (date: LocalDate) => LocalDate, what = '', path?: string): readonly MissingInput[] => {
  if (days.length === 0) return [];
  const spans: { from: string; to: string }[] = [];
  for (const date of days) {
    const last = spans.at(-1);
    if (last?.to === date) last.to = nextDay(date);
    else spans.push({ from: date, to: nextDay(date) });
  }
  return [missing(code, what, spans, path)];
};

/** Something is missing altogether. */
export const missingWholly = (code: MissingCode, path?: string): MissingInput => missing(code, '', [], path);
