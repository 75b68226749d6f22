import { type ChargeKey, chargeKeyText, type PriceArea } from '#catalogue/published';
import { firstOfMonth, monthOfDate } from '#energy';
import type { AsOf, Reason } from '#kernel';
import type { KnownSeries, PointFacts } from '#metering/published';
import type { PointTerms } from '#portfolio/published';
import { overlap } from '../../domain/customer/dated.js';
import type { Period, SettlementInput } from '../../domain/customer/settlement-input.js';
import type { Gathered, Planned, SettlementFacts, SettlementRules, Version } from './facts.js';
import { heatingOf, type UsedStretch, usedBefore, usedStretch } from './heating.js';
import { exportAmbiguous, masterDataMissing, productUnknown } from './own-reasons.js';
import { dailySums, daysAsChild, readingSeries, statementsInForce, type TakenSeries } from './reading-series.js';
import { SharedPrices } from './shared-prices.js';

const EXPORT = 'E18';
const FULL_RATE = 'D14';

/** A batch as asked for: the plan of each point, and what was agreed about it. */
export type PlannedBatch = Readonly<{ periods: readonly Planned[]; terms: ReadonlyMap<string, PointTerms> }>;

/**
 * Everything that the planned periods rest on, as of one place of the log: a handful of questions for the whole batch, whatever its size. What a period
 * gets depends on its point, its days and `asOf` alone, not on its neighbours in the batch.
 */
export const gatherInputs = async (facts: SettlementFacts, rules: SettlementRules, { periods, terms }: PlannedBatch, asOf: AsOf): Promise<readonly (() => Gathered)[]> => {
  if (periods.length === 0) return [];
  const gsrns = [...new Set(periods.map(({ gsrn }) => gsrn))];
  const points = await facts.readings.points(gsrns, asOf);
  const plans = periods.map((planned) => planOf(planned, terms.get(planned.gsrn)!, points.get(planned.gsrn)!, rules));
  const days = spanOfAll(periods);
  const stretches = plans.flatMap(({ stretch, readFrom }) => (stretch ? [{ stretch, readFrom }] : []));
  const [prices, readings, earlier] = await Promise.all([
    SharedPrices.load(facts, rules, { charges: chargesOf(plans), products: productsOf(plans), areas: areasOf(plans), days }, asOf),
    facts.readings.readings([...new Set(plans.flatMap(({ readFrom }) => readFrom))], days, asOf),
    stretches.length === 0 ? new Map<string, readonly KnownSeries[]>()
      : facts.readings.readings([...new Set(stretches.flatMap(({ readFrom }) => readFrom))], spanOfAll(stretches.map(({ stretch }) => stretch)), asOf),
  ]);
  return plans.map((plan) => () => gathered(plan, { prices, readings, earlier, rules }));
};

/** One planned period with what its point is. */
type Plan = Readonly<{
  planned: Planned; period: Period; terms: PointTerms; facts: PointFacts; links: PointTerms['links']; area?: PriceArea;
  exports: readonly Readonly<{ gsrn: string; from: string; to?: string }>[]; fullRate?: string; stretch?: UsedStretch; readFrom: readonly string[];
}>;

const planOf = (planned: Planned, terms: PointTerms, facts: PointFacts, rules: SettlementRules): Plan => {
  const period: Period = { from: planned.from, to: planned.to };
  const heated = terms.heating.some((one) => overlap(one, period));
  const fullRate = heated ? [...facts.children].find(([, own]) => daysAsChild(own, planned.gsrn, FULL_RATE, period).length > 0)?.[0] : undefined;
  const stretch = heated && fullRate === undefined ? usedStretch(terms, planned.supply, period, rules) : undefined;
  const read: Period = { from: stretch?.from ?? period.from, to: period.to };
  const exports = [...facts.children].flatMap(([gsrn, own]) => daysAsChild(own, planned.gsrn, EXPORT, read).map((days) => ({ gsrn, ...days })));
  const area = statementsInForce(facts.statements, period)[0];
  return {
    planned, period, terms, facts, links: terms.links.filter((link) => overlap(link, period)), exports,
    ...(area && area.validFrom <= period.from && { area: area.masterData.priceArea }), ...(fullRate !== undefined && { fullRate }), ...(stretch && { stretch }),
    readFrom: [planned.gsrn, ...new Set(exports.map(({ gsrn }) => gsrn)), ...(fullRate === undefined ? [] : [fullRate])],
  };
};

type Shared = Readonly<{ prices: SharedPrices; readings: ReadonlyMap<string, readonly KnownSeries[]>; earlier: ReadonlyMap<string, readonly KnownSeries[]>; rules: SettlementRules }>;

const gathered = (plan: Plan, { prices, readings, earlier, rules }: Shared): Gathered => {
  const { planned, period, terms, links, area, exports, fullRate, stretch } = plan;
  const { gsrn, supply, contract } = planned;
  const { calendar } = rules;
  const span = { from: calendar.startOfDay(period.from), to: calendar.startOfDay(period.to) };
  const taken: TakenSeries[] = [];
  const series = (of: string): readonly TakenSeries[] => {
    const own = readingSeries(readings.get(of) ?? [], span);
    taken.push(...own);
    return own;
  };
  const common = { gsrn, zone: calendar.zone, priceArea: area ?? '' };
  const exported = exportsIn(exports, period, series);
  const before = stretch && usedBefore(stretch, seriesOn(earlier.get(gsrn), stretch, rules), exportsIn(exports, stretch, (of) => seriesOn(earlier.get(of), stretch, rules)), common);
  const heating = heatingOf({ terms, supply, period, rules, prices, ...(before && { used: before }), ...(fullRate !== undefined && { hub: dailySums(series(fullRate), period, calendar) }) });
  const products = [...new Set(contract?.products.filter((one) => overlap({ from: one.from ?? contract.from, ...(one.to !== undefined && { to: one.to }) }, period)).map(({ product }) => product))];
  const input: SettlementInput = {
    ...common, period, supply: [{ from: supply.from, ...(supply.to !== undefined && { to: supply.to }) }],
    readings: series(gsrn), ...exported, spot: area === undefined ? [] : prices.spot(area, period),
    products: products.map((id) => prices.product(id)),
    contracts: contract ? [contractOf(contract)] : [],
    charges: distinctKeys(links).map((key) => prices.charge(key, period)),
    links: links.map(({ owner, type, code, from, to, factor, heard }) => ({ owner, type, code, from, ...(to !== undefined && { to }), factor: BigInt(factor), ref: linkRef(gsrn, heard.revision) })),
    requiredCategories: rules.requiredCategories, ...(heating && { reduction: heating.reduction }), vat: prices.rates.vat,
  };
  const versions: readonly Version[] = [...ownVersions(plan), ...priceVersions(plan, products, prices), ...prices.vatVersions(period), ...(heating?.versions ?? [])];
  const own = new Map(versions.map(({ ref, heard }) => [ref, heard]));
  return {
    planned, input, versions, otherReadings: heating?.otherReadings ?? [], readFrom: plan.readFrom, readSince: stretch?.from ?? period.from,
    period: {
      gsrn, ...period, supplyId: supply.supplyId, customerId: supply.customerId,
      ...(contract && { contractId: contract.contractId, payerId: contract.payerId }), ...(area && { priceArea: area }),
    },
    reasons: reasonsOf(plan, products, prices),
    heardOf: (ref) => own.get(ref) ?? prices.heardOf(ref),
    firstIndexOf: (ref) => taken.find((one) => one.ref === ref)?.firstIndex ?? 0,
  };
};

const reasonsOf = ({ planned, area, exports, period }: Plan, products: readonly string[], prices: SharedPrices): readonly Reason[] => {
  const now = exports.filter((one) => overlap(one, period));
  const clash = now.filter((one, at) => now.some((other, otherAt) => otherAt !== at && other.gsrn !== one.gsrn && other.to !== undefined && overlap(one, { from: other.from, to: other.to })));
  return [
    ...(area === undefined ? [masterDataMissing(planned.from)] : []),
    ...(clash.length > 0 ? [exportAmbiguous([...new Set(clash.map(({ gsrn }) => gsrn))])] : []),
    ...products.filter((id) => !prices.productTerms(id)).map(productUnknown),
  ];
};

const seriesOn = (known: readonly KnownSeries[] | undefined, days: Period, { calendar }: SettlementRules): readonly TakenSeries[] =>
  readingSeries(known ?? [], { from: calendar.startOfDay(days.from), to: calendar.startOfDay(days.to) });

/** Production of these days, undefined when none is measured on any of them. */
const exportsIn = (exports: Plan['exports'], days: Period, series: (gsrn: string) => readonly TakenSeries[]): Pick<SettlementInput, 'exportReadings' | 'exportCoupled'> => {
  const own = exports.flatMap((one) => { const cut = overlap(one, days); return cut ? [{ gsrn: one.gsrn, cut }] : []; });
  if (own.length === 0) return {};
  const always = own.some(({ cut }) => cut.from === days.from && cut.to === days.to);
  return { exportReadings: [...new Set(own.map(({ gsrn }) => gsrn))].flatMap(series), ...(!always && { exportCoupled: own.map(({ cut }) => cut) }) };
};

const contractOf = ({ contractId, from, to, products }: NonNullable<Planned['contract']>): SettlementInput['contracts'][number] => ({
  id: contractId, from, ...(to !== undefined && { to }),
  products: products.map((one) => ({ product: one.product, from: one.from ?? from, ...(one.to !== undefined && { to: one.to }) })),
});

const linkRef = (gsrn: string, revision: number): string => `link/${gsrn}/${revision}`;

/** What is stated and agreed about the point itself. */
const ownVersions = ({ planned: { gsrn, supply, contract }, facts, links, period }: Plan): readonly Version[] => [
  { ref: `supply/${supply.supplyId}/${supply.heard.revision}`, heard: supply.heard },
  ...(contract ? [{ ref: `contract/${contract.contractId}/${contract.heard.revision}`, heard: contract.heard }] : []),
  ...links.map(({ heard }) => ({ ref: linkRef(gsrn, heard.revision), heard })),
  ...statementsInForce(facts.statements, period).map(({ heard }) => ({ ref: `point/${gsrn}/${heard.revision}`, heard })),
  ...[...facts.children].flatMap(([child, own]) => statementsInForce(own, period).map(({ heard }) => ({ ref: `point/${child}/${heard.revision}`, heard }))),
];

/** What the charges and products of the point are, as far as that was published. */
const priceVersions = ({ links }: Plan, products: readonly string[], prices: SharedPrices): readonly Version[] =>
  [...distinctKeys(links).map((key) => prices.chargeTerms(key)), ...products.map((id) => prices.productTerms(id))].filter((one) => one !== undefined);

const distinctKeys = (links: readonly ChargeKey[]): readonly ChargeKey[] => [...new Map(links.map((link) => [chargeKeyText(link), link])).values()];

const chargesOf = (plans: readonly Plan[]): readonly ChargeKey[] => distinctKeys(plans.flatMap(({ links }) => links)).map(({ owner, type, code }) => ({ owner, type, code }));
const productsOf = (plans: readonly Plan[]): readonly string[] => [...new Set(plans.flatMap(({ planned }) => planned.contract?.products.map(({ product }) => product) ?? []))];
const areasOf = (plans: readonly Plan[]): readonly PriceArea[] => [...new Set(plans.flatMap(({ area }) => area ?? []))];

/** The smallest whole months that hold all of these days. */
const spanOfAll = (periods: readonly Period[]): Period => ({
  from: firstOfMonth(monthOfDate(periods.map(({ from }) => from).reduce((a, b) => (a < b ? a : b)))),
  to: periods.map(({ to }) => to).reduce((a, b) => (a > b ? a : b)),
});
