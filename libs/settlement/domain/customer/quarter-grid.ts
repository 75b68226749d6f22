import { QUARTER_MS, QUARTERS_PER_HOUR, type Span } from '#energy';
import { byAge } from './dated.js';
import type { Place } from './place.js';
import type { Series } from './settlement-input.js';

/** What stands on one quarter: which value of which series. */
type Cell<Value> = Place & Readonly<{ series: Series<Value>; index: number }>;

/**
 * Series of quarters and hours laid over the quarters of a span, newest registration on top. A newer series that says "missing" hides
 * the older value too: it is what is known now.
 */
export class QuarterGrid<Value> {
  private readonly cells: (Cell<Value> | undefined)[];

  constructor(series: readonly Series<Value>[], readonly span: Span) {
    this.cells = new Array<Cell<Value> | undefined>(Math.max(0, (span.to - span.from) / QUARTER_MS)).fill(undefined);
    for (const one of [...series].sort(byAge)) this.lay(one);
  }

  private lay(series: Series<Value>): void {
    const quarters = quartersOf(series);
    const first = (series.from - this.span.from) / QUARTER_MS;
    for (let index = Math.max(0, Math.floor(-first / quarters)); index < series.values.length; index++) {
      const at = first + index * quarters;
      if (at >= this.cells.length) return;
      const cell = { series, index };
      for (let quarter = Math.max(0, at); quarter < Math.min(at + quarters, this.cells.length); quarter++) this.cells[quarter] = cell;
    }
  }

  /** The value on the quarter that begins at the instant; undefined when nothing or "missing" stands there. */
  valueAt(instant: number): Value | undefined {
    const cell = this.cellAt(instant);
    return cell?.series.values[cell.index] ?? undefined;
  }

  /** Place of the value on that quarter; the same object for all quarters of one value. */
  placeAt(instant: number): Place | undefined {
    return this.cellAt(instant);
  }

  /** Values as whole intervals in order, for quantities: an hour counts only when all its four quarters are its own. Torn hours are returned apart. */
  intervals(): { whole: readonly GridInterval<Value>[]; missing: readonly Span[]; torn: readonly Span[] } {
    const [whole, missing, torn]: [GridInterval<Value>[], Span[], Span[]] = [[], [], []];
    for (let at = 0; at < this.cells.length;) {
      const cell = this.cells[at];
      const from = this.span.from + at * QUARTER_MS;
      const quarters = cell ? this.runOf(cell, at) : 1;
      const span = { from, to: from + quarters * QUARTER_MS };
      const value = cell?.series.values[cell.index];
      if (cell && quarters !== quartersOf(cell.series)) extend(torn, span);
      else if (!cell || value === null || value === undefined) extend(missing, span);
      else whole.push({ from, quarters, value, place: cell, quality: cell.series.qualities?.[cell.index] });
      at += quarters;
    }
    return { whole, missing, torn };
  }

  private runOf(cell: Cell<Value>, at: number): number {
    let end = at;
    while (this.cells[end] === cell) end++;
    return end - at;
  }

  private cellAt(instant: number): Cell<Value> | undefined {
    return this.cells[(instant - this.span.from) / QUARTER_MS];
  }
}

export type GridInterval<Value> = Readonly<{ from: number; quarters: number; value: Value; place: Place; quality?: string }>;

/** Adds a span to a list in order, joined to the last where they touch. */
export const extend = (spans: Span[], span: Span): void => {
  const last = spans.at(-1);
  if (last && last.to === span.from) spans[spans.length - 1] = { from: last.from, to: span.to };
  else spans.push(span);
};

const quartersOf = ({ resolution }: Series<unknown>): number => (resolution === 'PT1H' ? QUARTERS_PER_HOUR : 1);
