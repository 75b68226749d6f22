import { kwhFromWh, QUARTER_MS, textFromScaled } from '#energy';
import type { Reason } from '#kernel';
import { reasonsOf, STOP } from './reasons.js';
import { LINES, type LineName, RESULT, RESULT_COLUMNS } from './result-columns.js';

const ORE_DECIMALS = 2;

/** A point that was settled. Amounts in DKK with 2 decimals, energy in kWh with 3. */
export type SettledPoint = Readonly<{
  outcome: 'settled';
  linesDkk: Readonly<Record<LineName, string>>;
  vatDkk: string;
  totalDkk: string;
  /** As metered, before netting. */
  importedKwh: string;
  exportedKwh: string;
  /** After netting: what tariffs and tax are paid for, and what is credited. */
  billedKwh: string;
  creditedKwh: string;
  /** The part of the billed energy that paid full electricity tax. */
  fullTaxKwh: string;
}>;

/** A point that could not be settled, and everything that stood in the way. The other points of the run are not touched. */
export type StoppedPoint = Readonly<{
  outcome: 'stopped';
  reasons: readonly Reason[];
  missingReadings: number;
  /** Milliseconds from the start of the month to the first missing reading. */
  firstMissingAfterMs: number | undefined;
}>;

/** What a run found out, point by point, in shared memory: every thread writes the rows of its own points. */
export class PortfolioResults {
  constructor(readonly points: number, readonly columns: Float64Array = newColumns(points)) {}

  isSettled(point: number): boolean {
    return this.value(point, 'stops') === 0;
  }

  /** How many points of the run got terms, settled or stopped. */
  countTreated(): number {
    let count = 0;
    for (let point = 0; point < this.points; point++) if (this.value(point, 'stops') !== STOP.noTerms) count++;
    return count;
  }

  /** How many points were settled. */
  countSettled(): number {
    let count = 0;
    for (let point = 0; point < this.points; point++) if (this.isSettled(point)) count++;
    return count;
  }

  /** A raw value: øre, watt-hours or bits. Amounts of a stopped point are 0 and mean nothing. */
  value(point: number, column: keyof typeof RESULT): number {
    return this.columns[point * RESULT_COLUMNS + RESULT[column]]!;
  }

  /** @throws RangeError for a point that is not in the run */
  of(point: number): SettledPoint | StoppedPoint {
    if (!Number.isInteger(point) || point < 0 || point >= this.points) throw new RangeError(`Point ${point} is not in the run of ${this.points}`);
    return this.isSettled(point) ? this.settled(point) : this.stopped(point);
  }

  private settled(point: number): SettledPoint {
    const dkk = (column: keyof typeof RESULT) => textFromScaled(this.value(point, column), ORE_DECIMALS);
    const kwh = (column: keyof typeof RESULT) => kwhFromWh(this.value(point, column));
    return {
      outcome: 'settled',
      linesDkk: Object.fromEntries(LINES.map((line) => [line, dkk(line)])) as Record<LineName, string>,
      vatDkk: dkk('vat'), totalDkk: dkk('total'),
      importedKwh: kwh('importedWh'), exportedKwh: kwh('exportedWh'), billedKwh: kwh('billedWh'), creditedKwh: kwh('creditedWh'), fullTaxKwh: kwh('fullTaxWh'),
    };
  }

  private stopped(point: number): StoppedPoint {
    const missingReadings = this.value(point, 'missingReadings');
    return {
      outcome: 'stopped',
      reasons: reasonsOf(this.value(point, 'stops')),
      missingReadings,
      firstMissingAfterMs: missingReadings > 0 ? this.value(point, 'firstMissingQuarter') * QUARTER_MS : undefined,
    };
  }
}

const newColumns = (points: number): Float64Array => {
  const columns = new Float64Array(new SharedArrayBuffer(points * RESULT_COLUMNS * Float64Array.BYTES_PER_ELEMENT));
  for (let point = 0; point < points; point++) columns[point * RESULT_COLUMNS + RESULT.stops] = STOP.noTerms;
  return columns;
};
