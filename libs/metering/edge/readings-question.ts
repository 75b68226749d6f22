import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { type Calendar, InvalidValue, isFixed, LENGTH_MS, parseInstant, parseLocalDate, QUARTER_MS, type Resolution, RESOLUTIONS } from '#energy';
import type { Reason } from '#kernel';
import { InvalidInput } from '#platform';

/** The interval of a question, as query parameters. */
export class IntervalQuery {
  @ApiProperty({ example: '2025-10-25T22:00Z', description: 'Begin: an instant in UTC, or a local day (2025-10-26) for its first instant' })
  @IsString() @MaxLength(40)
  readonly from!: string;

  @ApiProperty({ example: '2025-10-26T23:00Z', description: 'End, exclusive: an instant in UTC, or a local day for its first instant' })
  @IsString() @MaxLength(40)
  readonly to!: string;

  @ApiPropertyOptional({ example: '2025-11-05T12:00:00Z', description: 'Answer with what had been recorded by this instant; absent = all that is known now' })
  @IsOptional() @IsString() @MaxLength(40)
  readonly knownAt?: string;
}

export class ReadingsQuery extends IntervalQuery {
  @ApiPropertyOptional({ enum: RESOLUTIONS, default: 'PT1H' })
  @IsOptional() @IsIn(RESOLUTIONS)
  readonly resolution?: Resolution;
}

/** One answer holds at most this many intervals: more than a year of quarters. */
const MOST_INTERVALS = 40_000;
const LONGEST_DAYS = 3_700;

export type AskedInterval = Readonly<{ from: number; to: number; knownAt?: string }>;

/**
 * The interval in numbers, checked: from before to, on boundaries of the resolution, not too long.
 * @throws InvalidInput with everything that is wrong at once
 */
export const askedInterval = (query: IntervalQuery, resolution: Resolution, calendar: Calendar): AskedInterval => {
  const reasons: Reason[] = [];
  const from = instantOf(query.from, '$.from', calendar, reasons);
  const to = instantOf(query.to, '$.to', calendar, reasons);
  const knownAt = query.knownAt === undefined ? undefined : knownAtOf(query.knownAt, reasons);
  if (from !== undefined && to !== undefined) {
    if (from >= to) reasons.push({ code: 'INTERVAL_EMPTY', path: '$.to', en: 'to must be after from', da: 'to skal ligge efter from' });
    else tooLong(from, to, resolution, reasons);
  }
  for (const [path, instant] of [['$.from', from], ['$.to', to]] as const) {
    if (instant !== undefined && !onBoundary(instant, resolution, calendar)) reasons.push({ code: 'NOT_ON_BOUNDARY', path, en: `Not on a boundary of ${resolution}: ${WHAT[resolution].en}`, da: `Ikke på en grænse for ${resolution}: ${WHAT[resolution].da}` });
  }
  if (reasons.length > 0) throw new InvalidInput(reasons);
  return { from: from!, to: to!, ...(knownAt !== undefined && { knownAt }) };
};

const WHAT: Readonly<Record<Resolution, Readonly<{ en: string; da: string }>>> = {
  PT15M: { en: 'give a whole quarter of an hour', da: 'angiv et helt kvarter' },
  PT1H: { en: 'give a whole hour', da: 'angiv en hel time' },
  P1D: { en: 'give a local day, or its first instant in UTC', da: 'angiv et lokalt døgn eller dets første øjeblik i UTC' },
  P1M: { en: 'give the first day of a local month, or its first instant in UTC', da: 'angiv den første dag i en lokal måned eller dens første øjeblik i UTC' },
};

const onBoundary = (instant: number, resolution: Resolution, calendar: Calendar): boolean => {
  if (isFixed(resolution)) return instant % LENGTH_MS[resolution] === 0;
  return resolution === 'P1D' ? calendar.isStartOfDay(instant) : calendar.isStartOfMonth(instant);
};

const tooLong = (from: number, to: number, resolution: Resolution, reasons: Reason[]): void => {
  const intervals = isFixed(resolution) ? (to - from) / LENGTH_MS[resolution] : (to - from) / (24 * 4 * QUARTER_MS);
  if (intervals <= (isFixed(resolution) ? MOST_INTERVALS : LONGEST_DAYS)) return;
  reasons.push({
    code: 'RANGE_TOO_LONG', path: '$.to',
    en: `The answer would hold ${Math.ceil(intervals)} intervals or days; at most ${MOST_INTERVALS} intervals and ${LONGEST_DAYS} days are given at once. Take a shorter range or a coarser resolution`,
    da: `Svaret ville have ${Math.ceil(intervals)} intervaller eller døgn; der gives højst ${MOST_INTERVALS} intervaller og ${LONGEST_DAYS} døgn ad gangen. Vælg en kortere periode eller en grovere opløsning`,
  });
};

const instantOf = (text: string, path: string, calendar: Calendar, reasons: Reason[]): number | undefined => {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return calendar.startOfDay(parseLocalDate(text));
    const instant = parseInstant(text);
    calendar.dayOf(instant); // refuses what lies outside the calendar
    return instant;
  } catch (error) {
    reasons.push(reasonOf(error, path));
    return undefined;
  }
};

const KNOWN_AT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(\.\d{1,6})?Z$/;

/** Kept as text: the log records microseconds. */
const knownAtOf = (text: string, reasons: Reason[]): string | undefined => {
  try {
    const [, toSecond, fraction = ''] = KNOWN_AT.exec(text) ?? [];
    parseInstant(toSecond === undefined ? text : `${toSecond}Z`);
    return `${toSecond}${fraction}Z`;
  } catch (error) {
    reasons.push(reasonOf(error, '$.knownAt'));
    return undefined;
  }
};

const reasonOf = (error: unknown, path: string): Reason => {
  if (!(error instanceof InvalidValue)) throw error;
  return error.reasonAt(path);
};
