import type { ScaledPrices } from './prices.js';
import type { TestPoint, TestPortfolio } from './random-portfolio.testing.js';
import { MISSING_READING, MOST_WH } from './reading-values.js';
import type { PartTerms } from './terms.js';

/** What the oracle found: øre as bigint, or the codes of all that stopped the point. */
export type Expected = Readonly<{ stops: readonly string[] } | { lines: Readonly<Record<string, bigint>>; vat: bigint; total: bigint; fullTaxWh: bigint }>;

/** Sums over interval prices are whole numbers of 1 DKK / (4 × 10^12): it holds a Wh at a quarter of 10^-9 DKK/kWh. */
const PER_DKK = 4_000_000_000_000n;

/** The slow way: interval by interval in bigint, the limit walked, no guard, no shared arithmetic with the engine. */
export const expected = (portfolio: TestPortfolio, point: TestPoint): Expected => {
  const stops = new Set<string>();
  const lines: Record<string, bigint> = {};
  const groups: { rate: number | null; subtotal: bigint }[] = [];
  const heating: Heating = { limit: null, used: 0n, full: 0n };
  point.terms.parts.forEach((part, at) => {
    const amounts = partAmounts(portfolio, point, part, at, heating, stops);
    if (!groups.some(({ rate }) => rate === part.vat)) groups.push({ rate: part.vat, subtotal: 0n });
    const group = groups.find(({ rate }) => rate === part.vat)!;
    for (const [name, { numerator, denominator }] of Object.entries(amounts)) {
      const ore = halfEven(numerator * 100n, denominator);
      lines[name] = (lines[name] ?? 0n) + ore;
      group.subtotal += ore;
    }
  });
  if (stops.size > 0) return { stops: [...stops].sort() };
  const vat = groups.reduce((sum, { rate, subtotal }) => sum + halfEven(subtotal * BigInt(rate!), 1_000_000n), 0n);
  const total = Object.values(lines).reduce((sum, ore) => sum + ore, vat);
  return { lines, vat, total, fullTaxWh: heating.full };
};

/** Kroner, exactly. */
type Dkk = Readonly<{ numerator: bigint; denominator: bigint }>;

type Heating = { limit: bigint | null; used: bigint; full: bigint };

const partAmounts = ({ grid, prices }: TestPortfolio, point: TestPoint, part: PartTerms, at: number, heating: Heating, stops: Set<string>): Record<string, Dkk> => {
  const { importWh, exportWh } = point.readings[at]!;
  const perHour = part.resolution === 'PT1H' ? 1 : 4;
  const firstSlot = grid.dayStarts[part.fromDay]! * perHour;
  const hole = [...importWh].includes(MISSING_READING);
  const exportHole = exportWh !== undefined && [...exportWh].includes(MISSING_READING);
  if (hole) stops.add('MISSING_READINGS');
  if (exportHole) stops.add('MISSING_EXPORT_READINGS');
  const known = !hole && !exportHole;
  beginPart(part, heating);
  const sums = { spot: 0n, grid: 0n, credit: 0n, tax: 0n, billed: 0n };
  let spotMissing = false;
  let surplusUnpriced = false;
  let tooLarge = false;
  for (let slot = 0; slot < importWh.length; slot++) {
    const net = importWh[slot]! - (exportWh?.[slot] ?? 0);
    tooLarge ||= known && exportWh !== undefined && Math.abs(net) > MOST_WH;
    const surplus = exportWh !== undefined && exportWh[slot]! > 0 && net < 0;
    const billed = surplus ? 0n : BigInt(net);
    const credited = surplus ? BigInt(-net) : 0n;
    const spot = part.spotPrices === null ? undefined : priceAt(prices[part.spotPrices]!, grid.hours, firstSlot + slot, perHour);
    const tariff = part.gridTariff === null ? undefined : priceAt(prices[part.gridTariff]!, grid.hours, firstSlot + slot, perHour);
    spotMissing ||= spot === undefined;
    surplusUnpriced ||= spot === undefined && credited > 0n;
    if (tariff === undefined) stops.add('MISSING_GRID_TARIFF');
    sums.spot += billed * (spot ?? 0n);
    sums.credit += credited * (spot ?? 0n);
    sums.grid += billed * (tariff ?? 0n);
    sums.billed += billed;
    sums.tax += taxOf(billed, part, heating);
  }
  if (tooLarge) stops.add('TOO_LARGE');
  if (part.fixedPrice === undefined ? spotMissing : known && !tooLarge && surplusUnpriced) stops.add('MISSING_SPOT_PRICES');
  noteMissingRates(part, stops);
  const summed = (numerator: bigint): Dkk => ({ numerator, denominator: PER_DKK });
  const flat = (rate: number | null): Dkk => ({ numerator: sums.billed * BigInt(rate ?? 0), denominator: 1_000_000_000n });
  const days = BigInt(part.toDay - part.fromDay);
  const monthly = (micro: number | null): Dkk => ({ numerator: BigInt(micro ?? 0) * days, denominator: BigInt(grid.days) * 1_000_000n });
  const spotAndMargin = summed(sums.spot + (sums.billed * BigInt(part.margin ?? 0) * PER_DKK) / 1_000_000_000n);
  return {
    energy: part.fixedPrice !== undefined ? flat(part.fixedPrice) : part.marginInEnergy ? spotAndMargin : summed(sums.spot),
    margin: part.marginInEnergy ? summed(0n) : flat(part.margin), gridTariff: summed(sums.grid), systemTariff: flat(part.systemTariff), transmissionTariff: flat(part.transmissionTariff),
    electricityTax: { numerator: sums.tax, denominator: 1_000_000_000n },
    gridSubscription: monthly(part.gridSubscription), supplierSubscription: monthly(part.supplierSubscription ?? 0),
    solarCredit: summed(-sums.credit),
  };
};

/** A Wh's price in the oracle's unit; undefined when missing. */
const priceAt = ({ values, unitsPerDkk }: ScaledPrices, hours: number, slot: number, perHour: number): bigint | undefined => {
  const quarterly = values.length === hours * 4;
  const places = quarterly === (perHour === 4) ? [slot] : quarterly ? [0, 1, 2, 3].map((quarter) => slot * 4 + quarter) : [Math.floor(slot / 4)];
  if (places.some((place) => Number.isNaN(values[place]!))) return undefined;
  const sum = places.reduce((total, place) => total + BigInt(values[place]!), 0n);
  return (sum * PER_DKK) / (1000n * BigInt(unitsPerDkk) * BigInt(places.length));
};

const beginPart = ({ electricHeating }: PartTerms, heating: Heating): void => {
  if (electricHeating?.fullTax.by === 'limitOfPartBefore') return;
  heating.used = 0n;
  if (!electricHeating) heating.limit = null;
  else heating.limit = BigInt(electricHeating.fullTax.by === 'hub' ? electricHeating.fullTax.wh : electricHeating.fullTax.leftWh);
};

/** Each interval pays by where the running total stands before and after it. */
const taxOf = (wh: bigint, part: PartTerms, heating: Heating): bigint => {
  const before = heating.used;
  heating.used += wh;
  const below = (total: bigint) => (heating.limit !== null && total > heating.limit ? heating.limit : total);
  const full = below(heating.used) - below(before);
  heating.full += full;
  return full * BigInt(part.electricityTax ?? 0) + (wh - full) * BigInt(part.electricHeating?.reducedTax ?? 0);
};

const noteMissingRates = (part: PartTerms, stops: Set<string>): void => {
  const codes: [missing: boolean, code: string][] = [
    [part.fixedPrice === null, 'MISSING_FIXED_PRICE'], [part.margin === null, 'MISSING_MARGIN'],
    [part.systemTariff === null, 'MISSING_SYSTEM_TARIFF'], [part.transmissionTariff === null, 'MISSING_TRANSMISSION_TARIFF'],
    [part.electricityTax === null, 'MISSING_ELECTRICITY_TAX'],
    [part.electricHeating?.reducedTax === null, 'MISSING_REDUCED_ELECTRICITY_TAX'],
    [part.gridSubscription === null, 'MISSING_GRID_SUBSCRIPTION'], [part.supplierSubscription === null, 'MISSING_SUPPLIER_SUBSCRIPTION'],
    [part.vat === null, 'MISSING_VAT'],
  ];
  for (const [missing, code] of codes) if (missing) stops.add(code);
};

const halfEven = (numerator: bigint, denominator: bigint): bigint => {
  const floor = numerator / denominator - (numerator % denominator < 0n ? 1n : 0n);
  const twice = 2n * (numerator - floor * denominator);
  if (twice !== denominator) return twice > denominator ? floor + 1n : floor;
  return floor % 2n === 0n ? floor : floor + 1n;
};
