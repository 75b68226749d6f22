import { type FixedResolution, HOUR_MS, roundWithCarry } from '#energy';
import { groupBy, keyFrom } from './group-by.js';
import { NO_QUALITIES, type QualitySet } from './quality.js';
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

/** A contribution not yet rounded. */
export type FineRow = EnergyOwner & Readonly<{ time: number; quantity: Fine; qualities: QualitySet }>;

/** Sums by owner and time, rounded: quarters inside each hour with carry, hours each by itself. Source: DataHub's rules, part 1 §2.2, §2.3 and §2.5. */
export const sumAndRound = (rows: readonly FineRow[], resolution: FixedResolution): readonly EnergyRow[] =>
  [...groupBy(rows, ownerKey).values()].flatMap((ofOwner) => {
    const { quantity: _quantity, qualities: _qualities, time: _time, ...owner } = ofOwner[0]!;
    const sums = [...fineByTime(ofOwner).entries()].sort(([a], [b]) => a - b).map(([time, sum]) => ({ ...owner, time, ...sum }));
    return resolution === 'PT1H' ? sums.map(roundedRow) : [...groupBy(sums, ({ time }) => `${Math.floor(time / HOUR_MS)}`).values()].flatMap(roundedHour);
  });

const fineByTime = (rows: readonly FineRow[]): ReadonlyMap<number, Readonly<{ quantity: Fine; qualities: QualitySet }>> => {
  const sums = new Map<number, { quantity: Fine; qualities: QualitySet }>();
  for (const { time, quantity, qualities } of rows) {
    const sum = sums.get(time);
    if (sum) {
      sum.quantity += quantity;
      sum.qualities |= qualities;
    } else sums.set(time, { quantity, qualities });
  }
  return sums;
};

const roundedRow = ({ quantity, ...row }: FineRow): EnergyRow => ({ ...row, wh: whFromFine(quantity) });

const roundedHour = (quarters: readonly FineRow[]): readonly EnergyRow[] => {
  const rounded = roundWithCarry(quarters.map(({ quantity }) => quantity), FINE_PER_WH);
  return quarters.map(({ quantity: _quantity, ...row }, at) => ({ ...row, wh: rounded[at]! }));
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

export const NOTHING = { wh: 0n, qualities: NO_QUALITIES } as const;

const ownerKey = ({ gridArea, supplierId, balanceResponsibleId, neighbour, meteringPointId }: EnergyOwner): string =>
  keyFrom(gridArea, supplierId, balanceResponsibleId, neighbour, meteringPointId);
