import { calendarOf, InvalidValue, KWH_DECIMALS, MARKET_ZONE, QUARTER_MS } from '#energy';
import type { DateSpan, Provenance, ReadingSeries, SpotSeries } from '../../domain/customer/settlement-input.js';
import { PRICE_DECIMALS_TAKEN, PRICE_SCALE } from '../../domain/customer/exact-amount.js';
import type { JsonPlace } from './json-place.js';

const MISSING_QUALITY = 'A02';
/** How many decimals a unit's price loses on its way to DKK/kWh. */
const UNIT_SHIFT: Readonly<Record<string, number>> = { 'DKK/kWh': 0, 'oere/kWh': 2, 'DKK/MWh': 3 };

/** A price in DKK, kept with two decimals more than it may be given with. `shift`: it is given in units 10^shift times smaller. */
export const readPrice = (place: JsonPlace, shift = 0): bigint | undefined => {
  const inGivenUnit = place.decimal(PRICE_DECIMALS_TAKEN - shift);
  return inGivenUnit === undefined ? undefined : inGivenUnit * 10n ** BigInt(PRICE_SCALE - PRICE_DECIMALS_TAKEN);
};

/** Prices of a series, see `readPrice`. */
export const readPrices = (place: JsonPlace, shift = 0): readonly (bigint | null)[] =>
  place.decimals(PRICE_DECIMALS_TAKEN - shift).map((price) => (price === null ? null : price * 10n ** BigInt(PRICE_SCALE - PRICE_DECIMALS_TAKEN)));

/** kWh, which is never negative. */
export const readWh = (place: JsonPlace): bigint | undefined => {
  const wh = place.decimal(KWH_DECIMALS);
  if (wh === undefined || !isNegative(wh)) return wh;
  return sayNegative(place), undefined;
};

/** kWh of a series, none negative. */
export const readWhs = (place: JsonPlace): readonly (bigint | null)[] => place.decimals(KWH_DECIMALS, isNegative, sayNegative);

const isNegative = (value: bigint): boolean => value < 0n;

const sayNegative = (place: JsonPlace): void =>
  place.problem('NEGATIVE_QUANTITY', 'Energy is never negative. Production is a series of its own.', 'Energi er aldrig negativ. Produktion er en serie for sig.');

export const provenance = (place: JsonPlace): Provenance => {
  const [version, registeredAt, source] = [place.get('version').text(), place.get('registeredAt').instant(), place.get('source').text()];
  return { ref: place.path.slice(2), ...(version === undefined ? {} : { version }), ...(registeredAt === undefined ? {} : { registeredAt }), ...(source === undefined ? {} : { source }) };
};

/** A half-open span of days; `from` may be left out where another span sets it. Empty or turned spans are problems. */
export const readSpan = (place: JsonPlace, defaultFrom?: string): DateSpan | undefined => {
  const [from, to] = [place.get('from').date() ?? (place.get('from').isGiven ? undefined : defaultFrom), place.get('to').date()];
  if (from !== undefined && to !== undefined && to <= from) {
    place.get('to').problem('EMPTY_SPAN', `The span ends (${to}) before or when it begins (${from}). \`to\` is the first day after it.`, `Perioden slutter (${to}) før eller når den begynder (${from}). \`to\` er den første dag efter.`);
    return undefined;
  }
  if (from === undefined || (to === undefined && place.get('to').isGiven)) return undefined;
  return to === undefined ? { from } : { from, to };
};

export const present = <T>(value: T | undefined): value is T => value !== undefined;

export const readReadings = (place: JsonPlace): readonly ReadingSeries[] => place.items().map((series): ReadingSeries | undefined => {
  const [resolution, from] = [series.get('resolution').text(), gridInstant(series.get('from'))];
  const values = readWhs(series.get('values'));
  const quality = series.get('qualities');
  const qualities = quality.text() === undefined ? quality.items().map((one) => one.text() ?? '') : values.map(() => quality.text()!);
  if (qualities.length > 0 && qualities.length !== values.length) {
    quality.problem('QUALITIES_DO_NOT_FIT', `There are ${qualities.length} qualities for ${values.length} values. Give one for each, or one text for all.`, `Der er ${qualities.length} kvaliteter til ${values.length} værdier. Angiv én til hver, eller én tekst til alle.`);
  }
  const known = qualities.includes(MISSING_QUALITY) ? values.map((value, at) => (qualities[at] === MISSING_QUALITY ? null : value)) : values;
  if (from === undefined || (resolution !== 'PT1H' && resolution !== 'PT15M')) return undefined;
  return { ...provenance(series), resolution, from, values: known, ...(qualities.length > 0 ? { qualities } : {}) };
}).filter(present);

export const readSpot = (place: JsonPlace): readonly SpotSeries[] => place.items().map((series): SpotSeries | undefined => {
  const [area, resolution, from] = [series.get('area').text(), series.get('resolution').text(), gridInstant(series.get('from'))];
  const shift = UNIT_SHIFT[series.get('unit').text() ?? 'DKK/kWh'] ?? 0;
  const values = readPrices(series.get('prices'), shift);
  if (area === undefined || from === undefined || (resolution !== 'PT1H' && resolution !== 'PT15M')) return undefined;
  return { ...provenance(series), area, resolution, from, values };
}).filter(present);

/** Series of a resolution finer than a day begin on a quarter. */
const gridInstant = (place: JsonPlace): number | undefined => {
  const at = place.instant();
  if (at === undefined || at % QUARTER_MS === 0) return at;
  return place.problem('NOT_ON_A_QUARTER', 'A series begins on a quarter of an hour. Correct the start.', 'En serie begynder på et kvarter. Ret starttidspunktet.'), undefined;
};

/** The zone when it is one we know. */
export const readZone = (place: JsonPlace): string => {
  const zone = place.text() ?? MARKET_ZONE;
  try {
    return calendarOf(zone).zone;
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    place.problem(error.reason.code, error.reason.en, error.reason.da);
    return MARKET_ZONE;
  }
};
