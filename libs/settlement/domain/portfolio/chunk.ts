import { checkPoint } from './check-terms.js';
import type { Market } from './market.js';
import { MISSING_READING } from './reading-values.js';
import { COLUMN, COLUMNS, ENERGY, type ElectricHeating, HEATING, type PartTerms, type PointTerms } from './terms.js';

/** Some points with their readings, in shared memory: what a thread gets to settle in one go. */
export type FilledChunk = Readonly<{
  readings: Int32Array;
  /** One row of `COLUMNS` values per part; the parts of a point follow each other. */
  parts: Float64Array;
  partCount: number;
}>;

/** Where the loader writes the readings of one part, in watt-hours, first interval first. */
export type ReadingsOfPart = Readonly<{ importWh: Int32Array; exportWh: Int32Array | undefined }>;

export type ChunkSize = Readonly<{ readings: number; parts: number }>;

/** 4 MiB of readings: large enough to make messages rare, small enough to stay in a processor's cache. */
export const DEFAULT_CHUNK: ChunkSize = { readings: 2 ** 20, parts: 2 ** 13 };

/** The buffers of a chunk while a loader fills them; they are used again and again, which is what bounds the memory of a run. */
export class Chunk {
  private readonly readings: Int32Array;
  private readonly rows: Float64Array;
  private readingCount = 0;
  private partCount = 0;
  private points = 0;

  constructor(private readonly market: Market, private readonly pointsInRun: number, private readonly size: ChunkSize = DEFAULT_CHUNK) {
    this.readings = new Int32Array(new SharedArrayBuffer(size.readings * Int32Array.BYTES_PER_ELEMENT));
    this.rows = new Float64Array(new SharedArrayBuffer(size.parts * COLUMNS * Float64Array.BYTES_PER_ELEMENT));
  }

  get isEmpty(): boolean {
    return this.points === 0;
  }

  get pointCount(): number {
    return this.points;
  }

  clear(): void {
    this.readingCount = 0;
    this.partCount = 0;
    this.points = 0;
  }

  /**
   * Makes room for a point and gives back where its readings belong, one entry per part; undefined when the chunk is full.
   * @throws RangeError when the terms cannot be meant (see `checkPoint`), or when even an empty chunk is too small for the point
   */
  add(terms: PointTerms): readonly ReadingsOfPart[] | undefined {
    checkPoint(terms, this.market, this.pointsInRun);
    const series = terms.hasExport ? 2 : 1;
    const readings = series * terms.parts.reduce((sum, part) => sum + this.slots(part), 0);
    if (this.readingCount + readings > this.size.readings || this.partCount + terms.parts.length > this.size.parts) {
      if (this.isEmpty) throw new RangeError(`Point ${terms.point} has ${readings} readings in ${terms.parts.length} parts; a chunk has room for ${this.size.readings} and ${this.size.parts}`);
      return undefined;
    }
    this.points++;
    return terms.parts.map((part) => this.addPart(terms, part));
  }

  /** The chunk as a thread gets it; the same memory. */
  filled(): FilledChunk {
    return { readings: this.readings, parts: this.rows, partCount: this.partCount };
  }

  private slots(part: PartTerms): number {
    const hours = this.market.dayStarts[part.toDay]! - this.market.dayStarts[part.fromDay]!;
    return hours * slotsPerHour(part);
  }

  private addPart(terms: PointTerms, part: PartTerms): ReadingsOfPart {
    const importAt = this.readingCount;
    const slots = this.slots(part);
    const exportAt = terms.hasExport ? importAt + slots : Number.NaN;
    const end = importAt + slots * (terms.hasExport ? 2 : 1);
    this.readings.fill(MISSING_READING, importAt, end);
    writeRow(this.rows.subarray(this.partCount * COLUMNS, (this.partCount + 1) * COLUMNS), terms, part, importAt, exportAt);
    this.readingCount = end;
    this.partCount++;
    return {
      importWh: this.readings.subarray(importAt, importAt + slots),
      exportWh: terms.hasExport ? this.readings.subarray(exportAt, end) : undefined,
    };
  }
}

const slotsPerHour = (part: PartTerms): number => (part.resolution === 'PT1H' ? 1 : 4);

const writeRow = (row: Float64Array, terms: PointTerms, part: PartTerms, importAt: number, exportAt: number): void => {
  row[COLUMN.point] = terms.point;
  row[COLUMN.fromDay] = part.fromDay;
  row[COLUMN.toDay] = part.toDay;
  row[COLUMN.slotsPerHour] = slotsPerHour(part);
  row[COLUMN.importAt] = importAt;
  row[COLUMN.exportAt] = exportAt;
  row[COLUMN.energyKind] = part.fixedPrice !== undefined ? ENERGY.fixed : part.marginInEnergy ? ENERGY.spotWithMargin : ENERGY.spot;
  row[COLUMN.fixedPrice] = part.fixedPrice ?? Number.NaN;
  row[COLUMN.spotPrices] = part.spotPrices ?? Number.NaN;
  row[COLUMN.margin] = part.margin ?? Number.NaN;
  row[COLUMN.gridTariff] = part.gridTariff ?? Number.NaN;
  row[COLUMN.systemTariff] = part.systemTariff ?? Number.NaN;
  row[COLUMN.transmissionTariff] = part.transmissionTariff ?? Number.NaN;
  row[COLUMN.electricityTax] = part.electricityTax ?? Number.NaN;
  writeHeating(row, part.electricHeating);
  row[COLUMN.gridSubscription] = part.gridSubscription ?? Number.NaN;
  row[COLUMN.supplierSubscription] = (part.supplierSubscription === undefined ? 0 : part.supplierSubscription) ?? Number.NaN;
  row[COLUMN.vat] = part.vat ?? Number.NaN;
};

const writeHeating = (row: Float64Array, heating: ElectricHeating | undefined): void => {
  row[COLUMN.heating] = heating ? HEATING[heating.fullTax.by] : HEATING.none;
  row[COLUMN.reducedTax] = heating?.reducedTax ?? Number.NaN;
  row[COLUMN.fullTaxWh] = heating?.fullTax.by === 'hub' ? heating.fullTax.wh : heating?.fullTax.by === 'limit' ? heating.fullTax.leftWh : Number.NaN;
};
