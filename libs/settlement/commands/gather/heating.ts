import type { Heard } from '#kernel';
import { scaledFromText } from '#energy';
import type { HeatingEntitlement, PointTerms, Supply } from '#portfolio/published';
import { covers, overlap } from '../../domain/customer/dated.js';
import { prepare, readingsOf } from '../../domain/customer/prepare.js';
import type { DateSpan, Period, ReadingSeries, SettlementInput, TaxReduction } from '../../domain/customer/settlement-input.js';
import { settlementYearOf } from '../../domain/customer/tax-reduction.js';
import type { SettlementRules, Version } from './facts.js';
import type { SharedPrices } from './shared-prices.js';

/** The days before a period whose use counts against the same yearly limit. */
export type UsedStretch = Readonly<{ from: string; to: string; entitlement: HeatingEntitlement }>;

/** What one period's reduced tax rests on. */
export type GatheredHeating = Readonly<{ reduction: TaxReduction; versions: readonly Version[]; otherReadings: readonly string[] }>;

const KWH_DECIMALS = 3;

/**
 * Entitled days of the customer: the entitlement cut to our supply, since a home's limit is shared out by the days of who lives there. Where it is stated
 * what was used before us, the entitlement counts from its own beginning, and the limit with it.
 */
export const entitledDays = (heating: readonly HeatingEntitlement[], supply: Supply): readonly (DateSpan & Readonly<{ of: HeatingEntitlement }>)[] => heating.flatMap((of) => {
  const from = of.usedBeforeKwh !== undefined || of.from > supply.from ? of.from : supply.from;
  const to = of.to === undefined || (supply.to !== undefined && supply.to < of.to) ? supply.to : of.to;
  return to === undefined || from < to ? [{ from, ...(to !== undefined && { to }), of }] : [];
});

/** Which earlier days must be read to know how much of the limit is used up; undefined when none: the entitlement or the year begins with the period or in it. */
export const usedStretch = (terms: Pick<PointTerms, 'heating'>, supply: Supply, period: Period, { yearStartsInMonth }: SettlementRules): UsedStretch | undefined => {
  const entitled = entitledDays(terms.heating, supply).find((days) => covers(days, period.from));
  if (!entitled) return undefined;
  const year = settlementYearOf(period.from, yearStartsInMonth);
  const from = [entitled.from, year.from, supply.from].sort().at(-1)!;
  return from < period.from ? { from, to: period.from, entitlement: entitled.of } : undefined;
};

type Used = Readonly<{ wh?: bigint; refs: readonly string[] }>;

/** What was billed on earlier days of the year: read as the bill reads it, netted with production. Unknown when a reading of them is missing. */
export const usedBefore = (stretch: UsedStretch, readings: readonly ReadingSeries[], exports: Pick<SettlementInput, 'exportReadings' | 'exportCoupled'>, of: Pick<SettlementInput, 'gsrn' | 'zone' | 'priceArea'>): Used => {
  const prepared = prepare({
    ...of, period: stretch, supply: [stretch], readings, ...exports, spot: [], products: [], contracts: [], charges: [], links: [], requiredCategories: [], vat: [],
  });
  const { intervals, missing } = readingsOf(prepared);
  const refs = [...new Set(intervals.flatMap((one) => one.readings.map(({ series }) => series.ref)))];
  return missing.length > 0 ? { refs } : { wh: intervals.reduce((sum, { billedWh }) => sum + billedWh, 0n), refs };
};

type HeatingMaterial = Readonly<{
  terms: Pick<PointTerms, 'gsrn' | 'heating'>; supply: Supply; period: Period; rules: SettlementRules; prices: SharedPrices;
  /** What was used on earlier days of our own supply in the year; absent when there are none. */
  used?: Used;
  /** The hub's series by day, when the point has such a child. */
  hub?: Readonly<{ days: readonly ReadingSeries[]; refs: readonly string[] }>;
}>;

/** The reduced tax of a period; undefined when the home is not entitled on any day of it. */
export const heatingOf = ({ terms, supply, period, rules, prices, used, hub }: HeatingMaterial): GatheredHeating | undefined => {
  const entitled = entitledDays(terms.heating, supply).filter((days) => overlap(days, period));
  if (entitled.length === 0) return undefined;
  const year = settlementYearOf(period.from, rules.yearStartsInMonth);
  const starts = entitled.map(({ from }) => (from > year.from ? from : year.from));
  const usedWh = hub ? undefined : usedInYear(entitled.find((days) => covers(days, period.from)), { supply, period, year, used });
  return {
    reduction: {
      entitled: entitled.map(({ from, to }) => ({ from, ...(to !== undefined && { to }) })), yearStartsInMonth: rules.yearStartsInMonth,
      limits: prices.rates.limits, prices: prices.rates.reducedTax, ...(usedWh !== undefined && { usedBeforeWh: usedWh }), ...(hub && { fullRate: hub.days }),
    },
    versions: [...entitled.map(({ of }) => ({ ref: heatingRef(terms.gsrn, of.heard), heard: of.heard })), ...(hub ? [] : prices.versionsInForce(prices.rates.limits, [...new Set(starts)]))],
    otherReadings: hub ? hub.refs : used?.refs ?? [],
  };
};

const heatingRef = (gsrn: string, { revision }: Heard): string => `heating/${gsrn}/${revision}`;

/** What was stated as used before we could know counts in the year in which our supply of the entitled home began. */
const usedInYear = (
  entitled: ReturnType<typeof entitledDays>[number] | undefined,
  { supply, period, year, used }: Readonly<{ supply: Supply; period: Period; year: Period; used?: Used }>,
): bigint | undefined => {
  if (!entitled || entitled.from >= period.from) return 0n;
  const { usedBeforeKwh } = entitled.of;
  const statedFor = [entitled.from, supply.from].sort().at(-1)!;
  const stated = usedBeforeKwh !== undefined && statedFor >= year.from && statedFor < year.to ? scaledFromText(usedBeforeKwh, KWH_DECIMALS) : 0n;
  if (used && used.wh === undefined) return undefined;
  return stated + (used?.wh ?? 0n);
};
