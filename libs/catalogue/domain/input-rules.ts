import { type Calendar, InvalidValue, LENGTH_MS, parseInstant, parseLocalDate, scaledFromText } from '#energy';
import type { Reason } from '#kernel';
import { decimalFault } from './price-text.js';
import type { ChargePrice, Days, ProductPrice, Rate, SpotPrices } from './terms.js';

/** Most prices in one publication: a year of quarters with room to spare, few enough for one event. */
export const MOST_POINTS = 36_000;
/** Most prices that one request publishes, each for days of its own. */
export const MOST_ENTRIES = 1_000;
const HOURS = 24;

/** What is said without saying when it was registered. */
export type Unregistered<Fact> = Omit<Fact, 'registeredAt'> & Readonly<{ registeredAt?: string }>;

/** What is wrong with a price of a charge, all at once. `path` is its place in the input. */
export const chargePriceReasons = (entry: Unregistered<ChargePrice>, path: string): Reason[] => {
  const forms = [entry.price, entry.hours, entry.points].filter((one) => one !== undefined);
  return [
    ...daysReasons(entry, path), ...registrationReasons(entry, path),
    ...(forms.length === 1 ? [] : [reason('PRICE_FORM_UNCLEAR', path, 'Give exactly one of price, hours and points.', 'Angiv præcis én af price, hours og points.')]),
    ...(entry.hours && entry.hours.length !== HOURS ? [reason('HOURS_NOT_24', `${path}.hours`, `Prices by local hour are 24, not ${entry.hours.length}.`, `Priser pr. lokal time er 24, ikke ${entry.hours.length}.`)] : []),
    ...(entry.points && entry.to !== undefined ? [reason('TO_WITH_POINTS', `${path}.to`, 'Points end by themselves: leave to out.', 'Punkter slutter af sig selv: udelad to.')] : []),
    ...countReasons(entry.points, `${path}.points`),
    ...decimalReasons(entry.price, `${path}.price`), ...listReasons(entry.hours, `${path}.hours`), ...listReasons(entry.points, `${path}.points`),
  ];
};

/** The texts of a price that are no decimals, whatever else stands in it. */
export const priceTextReasons = (entry: unknown, path: string): Reason[] => {
  const fields = (typeof entry === 'object' && entry !== null ? entry : {}) as Readonly<Record<string, unknown>>;
  return PRICE_FIELDS.flatMap((field) => {
    const [value, place] = [fields[field], `${path}.${field}`];
    if (Array.isArray(value)) return value.slice(0, MOST_POINTS).flatMap((one: unknown, at) => (typeof one === 'string' ? decimalReasons(one, `${place}[${at}]`) : []));
    return typeof value === 'string' ? decimalReasons(value, place) : [];
  });
};

/** What is wrong with a list of prices whose form is wrong somewhere: an entry whose form is right is judged by all its rules, of the others only the texts of prices. */
export const entryReasons = <Entry>(entries: unknown, isFormed: (path: string) => boolean, rules: (entry: Entry, path: string) => readonly Reason[]): readonly Reason[] =>
  (Array.isArray(entries) ? entries.slice(0, MOST_ENTRIES) : []).flatMap((entry: unknown, at) => {
    const path = `$.prices[${at}]`;
    return isFormed(path) ? rules(entry as Entry, path) : priceTextReasons(entry, path);
  });

/** Where a price or a figure stands, in whatever is published. */
const PRICE_FIELDS = ['price', 'hours', 'points', 'marginDkkPerKwh', 'fixedDkkPerKwh', 'subscriptionDkkPerMonth', 'value', 'prices'] as const;

/** What is wrong with a price of a product. Whether it fits the kind of the product is the product's to say. */
export const productPriceReasons = (entry: Unregistered<ProductPrice>, path: string): Reason[] => {
  const fields = ['marginDkkPerKwh', 'fixedDkkPerKwh', 'subscriptionDkkPerMonth'] as const;
  return [
    ...daysReasons(entry, path), ...registrationReasons(entry, path),
    ...(fields.some((field) => entry[field] !== undefined) ? [] : [reason('PRICE_MISSING', path, `Give at least one of ${fields.join(', ')}.`, `Angiv mindst én af ${fields.join(', ')}.`)]),
    ...fields.flatMap((field) => decimalReasons(entry[field], `${path}.${field}`)),
  ];
};

/** What is wrong with a figure of law. */
export const rateReasons = (entry: Unregistered<Rate>, path: string): Reason[] => {
  const faults = decimalReasons(entry.value, `${path}.value`);
  const all = [...daysReasons(entry, path), ...registrationReasons(entry, path), ...faults];
  if (faults.length > 0) return all;
  const negative = entry.value.startsWith('-') && /[1-9]/.test(entry.value);
  if (negative) all.push(reason('RATE_NEGATIVE', `${path}.value`, 'This figure cannot be below 0.', 'Denne størrelse kan ikke være under 0.'));
  if (entry.name === 'vat' && scaledFromText(entry.value, 12) > scaledFromText('1', 12)) all.push(reason('NOT_A_RATE', `${path}.value`, 'A VAT rate lies between 0 and 1; 25 % is 0.25.', 'En momssats ligger mellem 0 og 1; 25 % er 0.25.'));
  if (entry.name === 'taxLimit' && /\.\d*[1-9]/.test(entry.value)) all.push(reason('NOT_WHOLE', `${path}.value`, 'The limit is a whole number of kWh a year.', 'Grænsen er et helt antal kWh pr. år.'));
  return all;
};

/** What is wrong with a publication of spot prices. It may span several local days. */
export const spotReasons = (entry: Unregistered<SpotPrices>, path: string, calendar: Calendar): Reason[] => {
  const all = [...registrationReasons(entry, path), ...countReasons(entry.prices, `${path}.prices`), ...listReasons(entry.prices, `${path}.prices`)];
  const faults = faultsOf(() => {
    const from = parseInstant(entry.from);
    calendar.dayOf(from);
    calendar.dayOf(from + entry.prices.length * LENGTH_MS[entry.resolution]);
    if (from % LENGTH_MS[entry.resolution] !== 0) all.push(reason('NOT_ON_BOUNDARY', `${path}.from`, `${entry.from} is not the start of an interval of ${entry.resolution}.`, `${entry.from} er ikke starten på et interval af ${entry.resolution}.`));
  }, `${path}.from`);
  return [...all, ...faults];
};

const daysReasons = ({ from, to }: Days, path: string): Reason[] => {
  const faults = [...faultsOf(() => parseLocalDate(from), `${path}.from`), ...(to === undefined ? [] : faultsOf(() => parseLocalDate(to), `${path}.to`))];
  if (faults.length === 0 && to !== undefined && to <= from) faults.push(reason('PERIOD_EMPTY', `${path}.to`, `to is the first day after: it must lie after ${from}.`, `to er den første dag efter: den skal ligge efter ${from}.`));
  return faults;
};

const registrationReasons = ({ registeredAt }: Readonly<{ registeredAt?: string }>, path: string): Reason[] => (registeredAt === undefined ? [] : faultsOf(() => parseInstant(registeredAt), `${path}.registeredAt`));

const countReasons = (prices: readonly unknown[] | undefined, path: string): Reason[] => {
  if (!prices || (prices.length > 0 && prices.length <= MOST_POINTS)) return [];
  return [reason('WRONG_COUNT', path, `Give 1 to ${MOST_POINTS} prices, not ${prices.length}.`, `Angiv 1 til ${MOST_POINTS} priser, ikke ${prices.length}.`)];
};

const listReasons = (prices: readonly (string | null)[] | undefined, path: string): Reason[] => (prices ?? []).flatMap((price, at) => (price === null ? [] : decimalReasons(price, `${path}[${at}]`)));

const decimalReasons = (text: string | undefined, path: string): Reason[] => {
  const fault = text === undefined ? undefined : decimalFault(text);
  return fault ? [fault.reasonAt(path)] : [];
};

const faultsOf = (read: () => unknown, path: string): Reason[] => {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof InvalidValue) return [error.reasonAt(path)];
    throw error;
  }
};

const reason = (code: string, path: string, en: string, da: string): Reason => ({ code, path, en, da });
