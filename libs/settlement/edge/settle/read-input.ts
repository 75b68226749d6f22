import type { Reason } from '#kernel';
import { calendarOf, gsrnReasons } from '#energy';
import { PRICE_SCALE } from '../../domain/customer/exact-amount.js';
import type { Contract, Period, Product, ProductKind, ProductPrice, ReadingSeries, SettlementInput, TaxReduction, VatRate } from '../../domain/customer/settlement-input.js';
import { checkReferences } from './check-references.js';
import type { ExactJson } from './exact-json.js';
import { JsonPlace, Problems } from './json-place.js';
import { CATEGORIES, readCategory, readCharges, readLinks } from './read-charges.js';
import { type Questions, readQuestions } from './read-questions.js';
import { present, provenance, readPrice, readReadings, readSpan, readSpot, readWh, readWhs, readZone } from './read-series.js';
import { schemaProblems } from './schema-problems.js';

const KINDS: readonly ProductKind[] = ['spot', 'spotAllIn', 'fixed', 'addOn'];
const REQUIRED = CATEGORIES.filter((category) => category === 'grid' || category === 'system' || category === 'transmission' || category === 'electricityTax');
const LONGEST_PERIOD_DAYS = 1461;

export type ReadInput = Readonly<{ ok: true; input: SettlementInput; questions: Questions }> | Readonly<{ ok: false; problems: readonly Reason[] }>;

/** Reads and checks the document of the settle door: its form, its values and what they refer to. All problems at once, each with its JSON path. */
export const readInput = (document: ExactJson): ReadInput => {
  const problems = new Problems();
  for (const problem of schemaProblems(document)) problems.add(problem);
  const root = new JsonPlace(document, '$', problems);
  const input = readSettlementInput(root);
  const questions = readQuestions(root);
  checkReferences(root);
  return problems.all.length === 0 && input ? { ok: true, input, questions } : { ok: false, problems: problems.all };
};

const readSettlementInput = (root: JsonPlace): SettlementInput | undefined => {
  const zone = readZone(root.get('zone'));
  const calendar = calendarOf(zone);
  const strict = root.get('strictIds').flag() ?? true;
  const [gsrn, priceArea] = [root.get('point').get('gsrn'), root.get('point').get('priceArea').text()];
  if (gsrn.text() !== undefined) for (const { code, en, da } of gsrnReasons(gsrn.text(), { strict })) gsrn.problem(code, en, da);
  const period = readPeriod(root.get('period'));
  const spans = (name: string) => root.get(name).items().map((one) => readSpan(one)).filter(present);
  const rest = {
    supply: spans('supply'), readings: readReadings(root.get('readings')), spot: readSpot(root.get('spot')),
    products: readProducts(root.get('products')), contracts: readContracts(root.get('contracts')),
    charges: readCharges(root.get('charges'), calendar, strict), links: readLinks(root.get('links')),
    requiredCategories: root.get('requiredCategories').isGiven ? root.get('requiredCategories').items().map(readCategory).filter(present) : REQUIRED,
    vat: readVat(root.get('vat')),
    ...(root.get('exportReadings').isGiven ? { exportReadings: readReadings(root.get('exportReadings')) } : {}),
    ...(root.get('exportCoupled').isGiven ? { exportCoupled: spans('exportCoupled') } : {}),
    ...(root.get('electricityTaxReduction').isGiven ? { reduction: readReduction(root.get('electricityTaxReduction'), (date) => calendar.startOfDay(date)) } : {}),
  };
  const id = gsrn.text();
  return id === undefined || priceArea === undefined || period === undefined ? undefined : { gsrn: id, zone, priceArea, period, ...rest };
};

const readPeriod = (place: JsonPlace): Period | undefined => {
  const span = readSpan(place);
  if (span?.to === undefined) return undefined;
  if ((Date.parse(span.to) - Date.parse(span.from)) / 86_400_000 > LONGEST_PERIOD_DAYS) {
    return place.problem('PERIOD_TOO_LONG', `A period has at most ${LONGEST_PERIOD_DAYS} days. Settle shorter periods.`, `En periode har højst ${LONGEST_PERIOD_DAYS} dage. Afregn kortere perioder.`), undefined;
  }
  return { from: span.from, to: span.to };
};

const readProducts = (place: JsonPlace): readonly Product[] => place.items().map((product): Product | undefined => {
  const [id, kind] = [product.get('id').text(), KINDS.find((one) => one === product.get('kind').text())];
  const prices = product.get('prices').items().map((price): ProductPrice | undefined => {
    const [margin, fixed, subscription] = [readPrice(price.get('marginDkkPerKwh')), readPrice(price.get('fixedDkkPerKwh')), readPrice(price.get('subscriptionDkkPerMonth'))];
    if ((fixed !== undefined && kind !== 'fixed') || (margin !== undefined && kind === 'fixed')) {
      price.problem('PRICE_DOES_NOT_FIT', 'A fixed product has fixedDkkPerKwh, every other kind marginDkkPerKwh. Remove the other or correct the kind.', 'Et fastprisprodukt har fixedDkkPerKwh, alle andre marginDkkPerKwh. Fjern den anden, eller ret typen.');
    }
    const span = readSpan(price);
    return span && {
      ...span, ...provenance(price), ...(margin === undefined ? {} : { marginPerKwh: margin }),
      ...(fixed === undefined ? {} : { fixedPerKwh: fixed }), ...(subscription === undefined ? {} : { subscriptionPerMonth: subscription }),
    };
  }).filter(present);
  return id === undefined || kind === undefined ? undefined : { id, kind, name: product.get('name').text() ?? id, prices };
}).filter(present);

const readContracts = (place: JsonPlace): readonly Contract[] => place.items().map((contract): Contract | undefined => {
  const [id, span] = [contract.get('id').text(), readSpan(contract)];
  const products = contract.get('products').items().map((one) => {
    const [own, product] = [readSpan(one, span?.from), one.get('product').text()];
    return own && product !== undefined ? { ...own, product } : undefined;
  }).filter(present);
  return id === undefined || !span ? undefined : { id, ...span, products };
}).filter(present);

const readVat = (place: JsonPlace): readonly VatRate[] => place.items().map((entry): VatRate | undefined => {
  const [span, rate] = [readSpan(entry), entry.get('rate').decimal(PRICE_SCALE)];
  if (rate !== undefined && (rate < 0n || rate > 10n ** BigInt(PRICE_SCALE))) entry.get('rate').problem('NOT_A_RATE', 'A VAT rate lies between 0 and 1; 25 % is 0.25.', 'En momssats ligger mellem 0 og 1; 25 % er 0.25.');
  return span && rate !== undefined ? { ...span, ...provenance(entry), rate } : undefined;
}).filter(present);

const readReduction = (place: JsonPlace, startOfDay: (date: string) => number): TaxReduction => {
  const month = place.get('yearStartsInMonth').decimal(0) ?? 1n;
  if (month < 1n || month > 12n) place.get('yearStartsInMonth').problem('NOT_A_MONTH', 'A month is 1 to 12.', 'En måned er 1 til 12.');
  const used = readWh(place.get('usedBeforeKwh'));
  return {
    entitled: place.get('entitled').items().map((one) => readSpan(one)).filter(present),
    yearStartsInMonth: month >= 1n && month <= 12n ? Number(month) : 1,
    limits: place.get('limits').items().map((limit) => {
      const [span, wh] = [readSpan(limit), readWh(limit.get('kwhPerYear'))];
      return span && wh !== undefined ? { ...span, ...provenance(limit), whPerYear: wh } : undefined;
    }).filter(present),
    prices: place.get('prices').items().map((price) => {
      const [span, amount] = [readSpan(price), readPrice(price.get('dkkPerKwh'))];
      return span && amount !== undefined ? { ...span, ...provenance(price), price: amount } : undefined;
    }).filter(present),
    ...(used === undefined ? {} : { usedBeforeWh: used }),
    ...(place.get('fullRateReadings').isGiven ? { fullRate: place.get('fullRateReadings').items().map((series): ReadingSeries | undefined => {
      const from = series.get('from').date();
      return from === undefined ? undefined : { ...provenance(series), resolution: 'P1D', from: startOfDay(from), values: readWhs(series.get('values')) };
    }).filter(present) } : {}),
  };
};

