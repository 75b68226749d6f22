import type { FilledChunk } from './chunk.js';
import type { Market } from './market.js';
import { newScratch, type Scratch } from './part-quantities.js';
import { settlePart } from './settle-part.js';
import { newSums, type PointSums, resetSums, writeSums } from './point-sums.js';
import { COLUMN, COLUMNS } from './terms.js';

const QUARTERS = 4;

/** Settles chunk after chunk of one run on one thread; the room it needs is allocated once. */
export class ChunkSettler {
  private readonly scratch: Scratch;
  private readonly sums: PointSums = newSums();

  constructor(private readonly market: Market, private readonly results: Float64Array) {
    this.scratch = newScratch(market.hours * QUARTERS);
  }

  /** Settles every point of the chunk and writes its row of results. A point that lacks something is stopped, never the chunk. */
  settle(chunk: FilledChunk): void {
    let point = -1;
    for (let at = 0; at < chunk.partCount; at++) {
      const row = chunk.parts.subarray(at * COLUMNS, (at + 1) * COLUMNS);
      if (row[COLUMN.point] !== point) {
        if (point >= 0) writeSums(this.sums, point, this.results);
        point = row[COLUMN.point]!;
        resetSums(this.sums);
      }
      settlePart(this.market, chunk, row, this.sums, this.scratch);
    }
    if (point >= 0) writeSums(this.sums, point, this.results);
  }
}
