import type { FilledChunk } from './chunk.js';
import { dividedHalfEven, type Exact, exactProduct, exactSum, times } from './exact.js';
import { type LimitSplit, splitTotal } from './limit.js';
import type { Market } from './market.js';
import { netted, type PartQuantities, type Scratch, type Tally, tally, withoutExport } from './part-quantities.js';
import { addLine, type PointSums, vatBaseOf } from './point-sums.js';
import { lacksPrice, lacksPriceOf, type PriceVector } from './prices.js';
import { STOP } from './reasons.js';
import { RESULT } from './result-columns.js';
import { COLUMN, ENERGY, HEATING } from './terms.js';
import { guardedDot } from './weighted-sum.js';

const MICRO = 1_000_000;
/** Watt-hours × units of a price per kWh, divided by the units of a krone and by this, are øre: 1,000 Wh per kWh, 100 øre per krone. */
const WH_PER_KWH_AND_ORE = 10;
const MICRO_PER_ORE = 10_000;

type AddLine = (line: number, ore: Exact) => void;

/** The interval prices of a part, cut to its hours or quarters. */
type PartPrices = Readonly<{ spot: PriceVector | undefined; grid: PriceVector | undefined; from: number; to: number }>;

/**
 * Adds one part of a point: every line summed exactly over its intervals and rounded once, half even, to øre.
 * Whatever is missing is noted as a stop, all of it, and then nothing is priced.
 * Source: the customer side's rounding; a change inside the period begins a new part whose lines are rounded by themselves.
 */
export const settlePart = (market: Market, chunk: FilledChunk, row: Float64Array, sums: PointSums, scratch: Scratch): void => {
  const prices = pricesOf(market, row);
  const quantities = quantitiesOf(chunk, row, prices, sums, scratch);
  sums.stops |= missingRates(row) | missingPrices(row, prices, quantities);
  if (!quantities) return;
  sums.importedWh += quantities.importedWh;
  sums.exportedWh += quantities.exportedWh;
  sums.billedWh += quantities.billedWh;
  sums.creditedWh += quantities.creditedWh;
  if (sums.stops !== 0) return;
  const vatBase = vatBaseOf(sums, row[COLUMN.vat]!);
  const add: AddLine = (line, ore) => addLine(sums, line, ore, vatBase);
  addEnergyLines(row, prices, quantities, add);
  add(RESULT.electricityTax, taxOre(row, quantities, sums));
  addSubscriptions(market, row, add);
};

const pricesOf = (market: Market, row: Float64Array): PartPrices => {
  const resolution = row[COLUMN.slotsPerHour] === 1 ? 'PT1H' : 'PT15M';
  const slots = row[COLUMN.slotsPerHour]!;
  return {
    spot: market.prices[row[COLUMN.spotPrices]!]?.[resolution],
    grid: market.prices[row[COLUMN.gridTariff]!]?.[resolution],
    from: market.dayStarts[row[COLUMN.fromDay]!]! * slots,
    to: market.dayStarts[row[COLUMN.toDay]!]! * slots,
  };
};

const quantitiesOf = (chunk: FilledChunk, row: Float64Array, { from, to }: PartPrices, sums: PointSums, scratch: Scratch): PartQuantities | undefined => {
  const importWh = seriesAt(chunk, row[COLUMN.importAt]!, to - from);
  const imported = tally(importWh);
  noteMissing(sums, STOP.missingReadings, imported, row, from);
  if (Number.isNaN(row[COLUMN.exportAt])) return imported.missing > 0 ? undefined : withoutExport(importWh, imported);
  const exportWh = seriesAt(chunk, row[COLUMN.exportAt]!, to - from);
  const exported = tally(exportWh);
  noteMissing(sums, STOP.missingExportReadings, exported, row, from);
  if (imported.missing + exported.missing > 0) return undefined;
  const quantities = netted(importWh, exportWh, imported, exported, scratch);
  if (!quantities) sums.stops |= STOP.tooLarge;
  return quantities;
};

const seriesAt = (chunk: FilledChunk, at: number, slots: number): Int32Array => chunk.readings.subarray(at, at + slots);

const noteMissing = (sums: PointSums, stop: number, { missing, firstMissing }: Tally, row: Float64Array, from: number): void => {
  if (missing === 0) return;
  const quarter = (from + firstMissing) * (4 / row[COLUMN.slotsPerHour]!);
  sums.firstMissingQuarter = sums.missingReadings === 0 ? quarter : Math.min(sums.firstMissingQuarter, quarter);
  sums.missingReadings += missing;
  sums.stops |= stop;
};

const missingRates = (row: Float64Array): number => {
  const missing = (column: number, stop: number): number => (Number.isNaN(row[column]) ? stop : 0);
  return (row[COLUMN.energyKind] === ENERGY.fixed ? missing(COLUMN.fixedPrice, STOP.missingFixedPrice) : 0)
    | missing(COLUMN.margin, STOP.missingMargin)
    | missing(COLUMN.systemTariff, STOP.missingSystemTariff)
    | missing(COLUMN.transmissionTariff, STOP.missingTransmissionTariff)
    | missing(COLUMN.electricityTax, STOP.missingElectricityTax)
    | (row[COLUMN.heating] === HEATING.none ? 0 : missing(COLUMN.reducedTax, STOP.missingReducedElectricityTax))
    | missing(COLUMN.gridSubscription, STOP.missingGridSubscription)
    | missing(COLUMN.supplierSubscription, STOP.missingSupplierSubscription)
    | missing(COLUMN.vat, STOP.missingVat);
};

/** A spot contract needs every spot price, a fixed-price point only those of intervals with a surplus. */
const missingPrices = (row: Float64Array, { spot, grid, from, to }: PartPrices, quantities: PartQuantities | undefined): number => {
  const lacks = (vector: PriceVector | undefined): boolean => !vector || lacksPrice(vector, from, to);
  const lacksForSurplus = (series: Int32Array): boolean => (spot ? lacksPriceOf(spot, from, series) : series.some((wh) => wh !== 0));
  const lacksSpot = row[COLUMN.energyKind] === ENERGY.fixed ? quantities !== undefined && lacksForSurplus(quantities.credited) : lacks(spot);
  return (lacksSpot ? STOP.missingSpotPrices : 0) | (lacks(grid) ? STOP.missingGridTariff : 0);
};

const addEnergyLines = (row: Float64Array, prices: PartPrices, quantities: PartQuantities, add: AddLine): void => {
  const { billed, billedWh, billedBound, credited, creditedWh } = quantities;
  const flat = (column: number): Exact => exactProduct(billedWh, row[column]!);
  const along = (vector: PriceVector): Exact => guardedDot(billed, billedBound, cut(vector, prices), vector.largest);
  const spot = prices.spot!;
  switch (row[COLUMN.energyKind]) {
    case ENERGY.fixed: add(RESULT.energy, oreOf(flat(COLUMN.fixedPrice), MICRO)); break;
    case ENERGY.spotWithMargin: add(RESULT.energy, oreOf(exactSum(along(spot), times(flat(COLUMN.margin), spot.unitsPerDkk / MICRO)), spot.unitsPerDkk)); break;
    default: add(RESULT.energy, oreOf(along(spot), spot.unitsPerDkk));
  }
  if (row[COLUMN.energyKind] !== ENERGY.spotWithMargin) add(RESULT.margin, oreOf(flat(COLUMN.margin), MICRO));
  add(RESULT.gridTariff, oreOf(along(prices.grid!), prices.grid!.unitsPerDkk));
  add(RESULT.systemTariff, oreOf(flat(COLUMN.systemTariff), MICRO));
  add(RESULT.transmissionTariff, oreOf(flat(COLUMN.transmissionTariff), MICRO));
  if (creditedWh !== 0) add(RESULT.solarCredit, negated(oreOf(guardedDot(credited, creditedWh, cut(spot, prices), spot.largest), spot.unitsPerDkk)));
};

/** The tax of a part as one line with one rounding, also when two rates make it up. Notes what was paid in full. */
const taxOre = (row: Float64Array, { billedWh }: PartQuantities, sums: PointSums): Exact => {
  const { belowWh, aboveWh } = fullAndReduced(row, billedWh, sums);
  sums.fullTaxWh += belowWh;
  const full = exactProduct(belowWh, row[COLUMN.electricityTax]!);
  return oreOf(aboveWh === 0 ? full : exactSum(full, exactProduct(aboveWh, row[COLUMN.reducedTax]!)), MICRO);
};

const fullAndReduced = (row: Float64Array, billedWh: number, sums: PointSums): LimitSplit => {
  if (row[COLUMN.heating] === HEATING.none) return { belowWh: billedWh, aboveWh: 0 };
  if (row[COLUMN.heating] === HEATING.hub) return splitTotal(billedWh, row[COLUMN.fullTaxWh]!);
  if (row[COLUMN.heating] === HEATING.limit) sums.fullTaxLeftWh = row[COLUMN.fullTaxWh]!;
  const split = splitTotal(billedWh, sums.fullTaxLeftWh);
  sums.fullTaxLeftWh -= billedWh;
  return split;
};

/** Source: subscriptions are monthly price × days / days of that month. */
const addSubscriptions = (market: Market, row: Float64Array, add: AddLine): void => {
  const days = row[COLUMN.toDay]! - row[COLUMN.fromDay]!;
  const ore = (column: number): Exact => dividedHalfEven(exactProduct(row[column]!, days), market.days * MICRO_PER_ORE);
  add(RESULT.gridSubscription, ore(COLUMN.gridSubscription));
  add(RESULT.supplierSubscription, ore(COLUMN.supplierSubscription));
};

const cut = ({ values }: PriceVector, { from, to }: PartPrices): Float64Array => values.subarray(from, to);

const oreOf = (amount: Exact, unitsPerDkk: number): Exact => dividedHalfEven(amount, WH_PER_KWH_AND_ORE * unitsPerDkk);

const negated = (amount: Exact): Exact => (typeof amount === 'number' ? 0 - amount : -amount);
