import type { MonthGrid } from '../../../libs/settlement/domain/portfolio/month-grid.js';
import { MISSING_READING } from '../../../libs/settlement/domain/portfolio/reading-values.js';
import type { ReadingResolution } from '../../../libs/settlement/domain/portfolio/terms.js';
import { hash } from './hash.js';

/** Mean watts of a home for each local hour; shape only, scaled for each meter. */
const HOME = [260, 240, 230, 230, 240, 290, 420, 560, 520, 430, 400, 400, 410, 400, 400, 450, 620, 900, 980, 860, 720, 600, 450, 330];
const NOISE = 2 ** 14;
const SCALE_BITS = 8;

/** Readings of meters that do not exist: a common shape, each meter its own size and its own stretch of noise. Cheap, so that loading does not hide settling. */
export class Meters {
  private readonly load: Int32Array;
  private readonly sun: Int32Array;
  private readonly noise: Int32Array;

  constructor(grid: MonthGrid, resolution: ReadingResolution) {
    const perHour = resolution === 'PT1H' ? 1 : 4;
    const hourOf = (slot: number) => grid.localHours[Math.floor(slot / perHour)]!;
    const slots = grid.hours * perHour;
    this.load = Int32Array.from({ length: slots }, (_, slot) => HOME[hourOf(slot)]! / perHour);
    this.sun = Int32Array.from({ length: slots }, (_, slot) => Math.max(0, 2_500 - 500 * Math.abs(hourOf(slot) - 12)) / perHour);
    this.noise = Int32Array.from({ length: NOISE + slots }, (_, at) => (hash(at) % 120) / perHour);
  }

  /** Writes the import of a meter from slot `from` of the month on. One meter in 1,000 leaves one reading out. */
  writeImport(point: number, from: number, values: Int32Array): void {
    this.write(this.load, point, from, values);
    const hole = hash(point) % 1_000 === 500 ? hash(point + 1) % this.load.length : -1;
    if (hole >= from && hole < from + values.length) values[hole - from] = MISSING_READING;
  }

  writeExport(point: number, from: number, values: Int32Array): void {
    this.write(this.sun, point, from, values);
  }

  private write(shape: Int32Array, point: number, from: number, values: Int32Array): void {
    const dice = hash(point);
    const scale = 80 + (dice % 400);
    const hours = shape.subarray(from, from + values.length);
    const noise = this.noise.subarray((dice % NOISE) + from, (dice % NOISE) + from + values.length);
    for (let i = 0; i < values.length; i++) values[i] = ((hours[i]! * scale) >> SCALE_BITS) + noise[i]!;
  }
}
