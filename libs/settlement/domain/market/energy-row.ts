import { type FixedResolution, roundWithCarry } from '#energy';
import { eachInterval, startOfHour } from './each-interval.js';
import { keyFrom } from './group-by.js';
import type { PointSeries } from './market-input.js';
import type { QualitySet } from './quality.js';
import { type Fine, FINE_PER_WH, whFromFine } from './quantity.js';

/** Whose energy a row is: always a grid area, and whatever else the level names. */
export type EnergyOwner = Readonly<{
  gridArea: string;
  supplierId?: string;
  balanceResponsibleId?: string;
  /** The grid area on the other side, for exchange. */
  neighbour?: string;
  /** The grid loss point, for positive and negative grid loss. */
  meteringPointId?: string;
}>;

/** Energy of one interval in whole watt-hours. */
export type EnergyRow = EnergyOwner & Readonly<{ time: number; wh: bigint; qualities: QualitySet }>;

/** A series that counts for an owner, or against it. */
export type Contribution = Readonly<{ owner: EnergyOwner; series: PointSeries; sign: 1n | -1n }>;

type FineSum = { quantity: Fine; qualities: QualitySet };

/** Sums by owner and time, rounded: quarters inside each hour with carry, hours each by itself. Source: DataHub's rules, part 1 §2.2, §2.3 and §2.5. */
export const sumAndRound = (contributions: Iterable<Contribution>, resolution: FixedResolution): readonly EnergyRow[] => {
  const owners = new Map<string, { owner: EnergyOwner; sums: Map<number, FineSum> }>();
  for (const { owner, series, sign } of contributions) {
    const key = ownerKey(owner);
    const known = owners.get(key) ?? { owner, sums: new Map<number, FineSum>() };
    owners.set(key, known);
    eachInterval(series, resolution, (time, quantity, qualities) => {
      const sum = known.sums.get(time);
      if (sum) {
        sum.quantity += sign * quantity;
        sum.qualities |= qualities;
      } else known.sums.set(time, { quantity: sign * quantity, qualities });
    });
  }
  return [...owners.values()].flatMap(({ owner, sums }) => rounded(owner, [...sums].sort(([a], [b]) => a - b), resolution));
};

const rounded = (owner: EnergyOwner, sums: readonly (readonly [number, FineSum])[], resolution: FixedResolution): readonly EnergyRow[] => {
  const rows: EnergyRow[] = [];
  for (let first = 0; first < sums.length;) {
    const end = resolution === 'PT1H' ? first + 1 : endOfHour(sums, first);
    const hour = sums.slice(first, end);
    const wh = resolution === 'PT1H' ? [whFromFine(hour[0]![1].quantity)] : roundWithCarry(hour.map(([, { quantity }]) => quantity), FINE_PER_WH);
    hour.forEach(([time, { qualities }], at) => rows.push({ ...owner, time, wh: wh[at]!, qualities }));
    first = end;
  }
  return rows;
};

const endOfHour = (sums: readonly (readonly [number, FineSum])[], first: number): number => {
  let end = first + 1;
  while (end < sums.length && startOfHour(sums[end]![0]) === startOfHour(sums[first]![0])) end++;
  return end;
};

/** Plain sums of rounded rows by time and by what `ownerOf` keeps. Source: DataHub's rules, part 1 §2.4. */
export const sumRows = (rows: readonly EnergyRow[], ownerOf: (row: EnergyRow) => EnergyOwner): readonly EnergyRow[] => {
  const sums = new Map<string, { -readonly [Field in keyof EnergyRow]: EnergyRow[Field] }>();
  for (const row of rows) {
    const owner = ownerOf(row);
    const key = `${row.time} ${ownerKey(owner)}`;
    const sum = sums.get(key);
    if (sum) {
      sum.wh += row.wh;
      sum.qualities |= row.qualities;
    } else sums.set(key, { ...owner, time: row.time, wh: row.wh, qualities: row.qualities });
  }
  return [...sums.values()];
};

export const perGridArea = ({ gridArea }: EnergyRow): EnergyOwner => ({ gridArea });
export const perBalanceResponsible = ({ gridArea, balanceResponsibleId }: EnergyRow): EnergyOwner => ({ gridArea, balanceResponsibleId });
export const perSupplier = ({ gridArea, balanceResponsibleId, supplierId }: EnergyRow): EnergyOwner => ({ gridArea, balanceResponsibleId, supplierId });

/** Rows by grid area and time, for adding different tables up. */
export const byAreaAndTime = (rows: readonly EnergyRow[]): ReadonlyMap<string, EnergyRow> =>
  new Map(sumRows(rows, perGridArea).map((row) => [keyFrom(row.gridArea, row.time), row]));

const ownerKey = ({ gridArea, supplierId, balanceResponsibleId, neighbour, meteringPointId }: EnergyOwner): string =>
  keyFrom(gridArea, supplierId, balanceResponsibleId, neighbour, meteringPointId);
