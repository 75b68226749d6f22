import { Temporal } from 'temporal-polyfill';
import { dateOutOfRange, type DayNumber, FIRST_DAY, isoDate, LAST_DAY, type LocalDate } from './local-date.js';

const DAYS_PER_CHUNK = 256;

type Chunk = Readonly<{ first: DayNumber; starts: Float64Array; dates: LocalDate[] }>;

/**
 * When each local day of a zone begins, remembered in chunks of 256 days. The time zone library is asked once a day and zone,
 * never once a reading.
 */
export class DayStarts {
  private readonly chunks = new Map<number, Chunk>();
  private lastNumber = NaN;
  private last: Chunk | undefined;

  constructor(private readonly zone: string) {}

  /** First instant of the local day, epoch milliseconds. @throws InvalidValue DATE_OUT_OF_RANGE */
  startOf(day: DayNumber): number {
    const chunk = this.chunkOf(day);
    return chunk.starts[day - chunk.first]!;
  }

  dateOf(day: DayNumber): LocalDate {
    const chunk = this.chunkOf(day);
    return chunk.dates[day - chunk.first]!;
  }

  private chunkOf(day: DayNumber): Chunk {
    const number = Math.floor(day / DAYS_PER_CHUNK); // stays NaN or infinite for such a day, and is refused below
    if (number === this.lastNumber) return this.last!;
    let chunk = this.chunks.get(number);
    if (!chunk) {
      if (!(day >= FIRST_DAY - 1 && day <= LAST_DAY + 2)) throw dateOutOfRange(`Day ${day} after 1970-01-01`);
      this.chunks.set(number, chunk = this.build(number * DAYS_PER_CHUNK));
    }
    this.lastNumber = number;
    this.last = chunk;
    return chunk;
  }

  private build(first: DayNumber): Chunk {
    const starts = new Float64Array(DAYS_PER_CHUNK);
    const dates: LocalDate[] = [];
    for (let at = 0; at < DAYS_PER_CHUNK; at++) {
      const date = isoDate(first + at);
      dates.push(date);
      starts[at] = Temporal.PlainDate.from(date).toZonedDateTime(this.zone).epochMilliseconds;
    }
    return { first, starts, dates };
  }
}
