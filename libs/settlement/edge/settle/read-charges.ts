import { glnReasons, type Resolution, isFixed, isResolution } from '#energy';
import type { Calendar } from '#energy';
import type { Charge, ChargeCategory, ChargeKey, ChargeLink, ChargeType, DatedPrice, PricePoints } from '../../domain/customer/settlement-input.js';
import type { JsonPlace } from './json-place.js';
import { present, provenance, readPrice, readPrices, readSpan } from './read-series.js';

const TYPES: readonly ChargeType[] = ['tariff', 'subscription', 'fee'];
export const CATEGORIES: readonly ChargeCategory[] = ['grid', 'system', 'transmission', 'balance', 'electricityTax', 'other'];

export const readCategory = (place: JsonPlace): ChargeCategory | undefined => CATEGORIES.find((category) => category === place.text());

export const readChargeKey = (place: JsonPlace): ChargeKey | undefined => {
  const [owner, code] = [place.get('owner').text(), place.get('code').text()];
  const type = TYPES.find((one) => one === place.get('type').text());
  return owner === undefined || code === undefined || type === undefined ? undefined : { owner, type, code };
};

export const readCharges = (place: JsonPlace, calendar: Calendar, strict: boolean): readonly Charge[] => place.items().map((charge): Charge | undefined => {
  const key = readChargeKey(charge);
  const resolution = charge.get('resolution').text();
  const category = readCategory(charge.get('category'));
  if (key) for (const { code, en, da } of glnReasons(key.owner, { strict })) charge.get('owner').problem(code, en, da);
  if (!key || !isResolution(resolution) || !category) return undefined;
  const tax = charge.get('tax').flag() ?? false;
  if (tax && key.type !== 'tariff') charge.get('tax').problem('TAX_FLAG', 'Only a tariff can be a tax.', 'Kun en tarif kan være en afgift.');
  if (category === 'electricityTax' && !tax) charge.get('tax').problem('TAX_FLAG', 'The electricity tax carries the tax flag. Set tax to true.', 'Elafgiften er markeret som afgift. Sæt tax til true.');
  const prices = charge.get('prices').items().map((price) => readChargePrice(price, key.type, resolution, calendar));
  const [dated, points] = [prices.flatMap((price) => price?.dated ?? []), prices.flatMap((price) => price?.points ?? [])];
  if (dated.length > 0 && points.length > 0) {
    charge.get('prices').problem('MIXED_PRICES', 'A charge has either dated prices or points, not both. Write it one way.', 'Et priselement har enten daterede priser eller punkter, ikke begge dele. Skriv det på én måde.');
  }
  return {
    ...key, name: charge.get('name').text() ?? `${key.type} ${key.code}`, category, resolution, tax,
    notBilled: charge.get('notBilled').flag() ?? false, vatExempt: charge.get('vatExempt').flag() ?? false, dated, points,
  };
}).filter(present);

type ReadPrice = Readonly<{ dated?: DatedPrice; points?: PricePoints }>;

const readChargePrice = (place: JsonPlace, type: ChargeType, resolution: Resolution, calendar: Calendar): ReadPrice | undefined => {
  const [price, hours, points] = [place.get('price'), place.get('hours'), place.get('points')];
  const span = readSpan(place);
  const given = [price, hours, points].filter(({ isGiven }) => isGiven);
  const [single, hourly, many] = [readPrice(price), hours.items().map((hour) => readPrice(hour)), readPrices(points)];
  if (given.length !== 1) {
    return place.problem('PRICE_FORM', 'Give exactly one of price, hours and points.', 'Angiv præcis én af price, hours og points.'), undefined;
  }
  if (type !== 'tariff' && (hours.isGiven || (points.isGiven && isFixed(resolution)))) {
    return place.problem('PRICE_FORM', 'A subscription or fee has a price per day or month, not per hour.', 'Et abonnement eller gebyr har en pris pr. dag eller måned, ikke pr. time.'), undefined;
  }
  if (type === 'subscription' && isFixed(resolution)) {
    return place.problem('PRICE_FORM', 'A subscription has the resolution P1D or P1M.', 'Et abonnement har opløsningen P1D eller P1M.'), undefined;
  }
  if (!span) return undefined;
  if (price.isGiven) return single === undefined ? undefined : { dated: { ...span, ...provenance(place), price: single } };
  if (hours.isGiven) return { dated: { ...span, ...provenance(place), hours: hourly.map((hour) => hour ?? 0n) } };
  if (resolution === 'P1M' && !span.from.endsWith('-01')) {
    return place.get('from').problem('NOT_FIRST_OF_MONTH', 'Monthly points begin on the first of a month.', 'Månedspunkter begynder den første i en måned.'), undefined;
  }
  return { points: { ...provenance(place), resolution, from: calendar.startOfDay(span.from), fromDate: span.from, values: many } };
};

export const readLinks = (place: JsonPlace): readonly ChargeLink[] => place.items().map((link): ChargeLink | undefined => {
  const [key, span, factor] = [readChargeKey(link), readSpan(link), link.get('factor').decimal(0)];
  return key && span && { ...key, ...span, factor: factor ?? 1n, ref: link.path.slice(2) };
}).filter(present);
