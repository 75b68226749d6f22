import { type CatalogueCharge, type CatalogueFacts, type CatalogueProduct, type ChargePrice, chargeKeyText, type Known, type ProductPrice, type Rate } from '#catalogue/published';
import { type Calendar, LENGTH_MS, parseInstant, whFromKwh } from '#energy';
import type { Heard } from '#kernel';
import type { KnownSeries, ReadingFacts } from '#metering/published';
import type { Contract, PointTerms, PortfolioFacts, Supply } from '#portfolio/published';
import type { SettlementFacts } from '../gather/facts.js';
import type { PreviewChanges } from './changes.js';

type Span = Readonly<{ from: string; to?: string | undefined }>;

/** Later than anything that was registered: what is previewed counts. */
const LAST_REGISTERED = '2199-12-31T00:00:00Z';

/** Nothing in the log says so: it is asked what would be. Revisions count down from -1, so that no version of the log has the same name. */
const supposed = (number: number): Heard => ({ stream: 'preview', revision: -1 - number, position: '', knownAt: LAST_REGISTERED });

/** The facts as they would be with the changes. Nothing is written; who asks goes the same way as a real settlement from here on. */
export const changedFacts = ({ catalogue, portfolio, readings }: SettlementFacts, changes: PreviewChanges, calendar: Calendar): SettlementFacts =>
  ({ catalogue: changedCatalogue(catalogue, changes), portfolio: changedPortfolio(portfolio, changes), readings: changedReadings(readings, changes, calendar) });

const changedCatalogue = (catalogue: CatalogueFacts, { charges = [], products = [], spot = [], rates = [] }: PreviewChanges): CatalogueFacts => ({
  async charges(keys, days, asOf) {
    const found = new Map(await catalogue.charges(keys, days, asOf));
    for (const key of keys) {
      const text = chargeKeyText(key);
      const own = charges.flatMap((one, at) => (chargeKeyText(one) === text ? [{ fact: { ...defined(one), registeredAt: LAST_REGISTERED } as ChargePrice, heard: supposed(at) }] : []));
      const known = found.get(text);
      if (known && own.length > 0) found.set(text, { ...known, prices: own.reduce<readonly Known<ChargePrice>[]>((all, one) => [...makeWay(all, one.fact), one], known.prices) } satisfies CatalogueCharge);
    }
    return found;
  },
  async products(ids, days, asOf) {
    const found = new Map(await catalogue.products(ids, days, asOf));
    for (const id of ids) {
      const known = found.get(id);
      const own = products.flatMap((one, at) => (one.id === id ? [{ of: one, heard: supposed(at) }] : []));
      const kind = own.find(({ of }) => of.kind !== undefined)?.of.kind ?? known?.terms.fact.kind;
      if (own.length === 0 || kind === undefined) continue;
      const prices = own.reduce<readonly Known<ProductPrice>[]>((all, { of, heard }) => {
        const { kind: _, id: __, ...price } = defined(of);
        return [...makeWay(all, of), { fact: { ...price, registeredAt: LAST_REGISTERED } as ProductPrice, heard }];
      }, known?.prices ?? []);
      found.set(id, { terms: { fact: { id, name: known?.terms.fact.name ?? id, kind }, heard: known?.terms.heard ?? supposed(products.length) }, prices } satisfies CatalogueProduct);
    }
    return found;
  },
  async spot(areas, days, asOf) {
    return [...await catalogue.spot(areas, days, asOf), ...spot.flatMap((one, at) => (areas.includes(one.area) ? [{ fact: { ...one, registeredAt: LAST_REGISTERED }, heard: supposed(at) }] : []))];
  },
  async rates(days, asOf) {
    return rates.reduce<readonly Known<Rate>[]>((all, one, at) => [
      ...makeWay(all.filter(({ fact }) => fact.name === one.name), one), ...all.filter(({ fact }) => fact.name !== one.name),
      { fact: { ...defined(one), registeredAt: LAST_REGISTERED } as Rate, heard: supposed(at) },
    ], await catalogue.rates(days, asOf));
  },
});

const changedPortfolio = (portfolio: PortfolioFacts, { contract, supply }: PreviewChanges): PortfolioFacts => ({
  ...boundMethods(portfolio),
  async terms(gsrns, days, asOf) {
    const found = await portfolio.terms(gsrns, days, asOf);
    return new Map([...found].map(([gsrn, terms]): [string, PointTerms] => [gsrn, {
      ...terms,
      contracts: contract ? terms.contracts.map((one): Contract => ({ ...one, ...(defined(contract) as Partial<Contract>) })) : terms.contracts,
      supplies: supply ? terms.supplies.map((one, at): Supply => (at === terms.supplies.length - 1 ? { ...one, ...defined(supply) } : one)) : terms.supplies,
    }]));
  },
});

const boundMethods = (portfolio: PortfolioFacts): PortfolioFacts => ({
  terms: (...asked) => portfolio.terms(...asked), pointsSupplied: (...asked) => portfolio.pointsSupplied(...asked),
  pointsWithProduct: (...asked) => portfolio.pointsWithProduct(...asked), pointsWithCharge: (...asked) => portfolio.pointsWithCharge(...asked),
});

const changedReadings = (facts: ReadingFacts, { readings = [] }: PreviewChanges, calendar: Calendar): ReadingFacts => ({
  points: (...asked) => facts.points(...asked),
  heard: (...asked) => facts.heard(...asked),
  async readings(gsrns, days, asOf) {
    const found = new Map(await facts.readings(gsrns, days, asOf));
    readings.forEach(({ gsrn, resolution, from, kwh }, at) => {
      if (!gsrns.includes(gsrn)) return;
      const [start, step] = [parseInstant(from), LENGTH_MS[resolution]];
      const rows = calendar.cutByDay(start, start + kwh.length * step).filter(({ date }) => date >= days.from && date < days.to).map((part): KnownSeries => {
        const firstIndex = (part.from - start) / step;
        return {
          seriesId: `preview-${at}`, resolution, from: part.from, registeredAt: parseInstant(LAST_REGISTERED), firstIndex,
          energyWh: kwh.slice(firstIndex, (part.to - start) / step).map((one) => (one === null ? null : whFromKwh(one))),
        };
      });
      found.set(gsrn, [...(found.get(gsrn) ?? []), ...rows]);
    });
    return found;
  },
});

/** What begins within the days of a change gives way to it, and goes on after its end. What began before is superseded anyway. */
const makeWay = <Price extends Span>(all: readonly Known<Price>[], change: Span): readonly Known<Price>[] => all.flatMap((known): readonly Known<Price>[] => {
  const { from, to } = known.fact;
  const inside = from >= change.from && (change.to === undefined || from < change.to);
  if (!inside || 'points' in known.fact) return [known];
  return change.to !== undefined && (to === undefined || to > change.to) ? [{ ...known, fact: { ...known.fact, from: change.to } }] : [];
});

/** Without what was not said. */
const defined = <T extends object>(of: T): { [K in keyof T]: Exclude<T[K], undefined> } => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };

