import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { Calendar } from '#energy';
import type { AsOf } from '#kernel';
import { IsInstant, IsLocalDay } from '#platform';

/** With how much of what we know an answer is given. */
export class KnownQuery {
  @ApiPropertyOptional({ example: '2025-11-05T12:00:00Z', description: 'With what had been recorded by this instant, UTC; absent = everything' })
  @IsOptional() @IsInstant()
  readonly knownAt?: string;

  @ApiPropertyOptional({ description: 'With what stood in the log up to this position: the `position` of an event, or of an answer' })
  @IsOptional() @Matches(/^[\x21-\x7e]{1,100}$/, { message: 'position must be a position of the log' })
  readonly position?: string;
}

/** On which day, as known when. */
export class AsKnownQuery extends KnownQuery {
  @ApiPropertyOptional({ example: '2025-10-26', description: 'Local day for which it is said what counts; absent = today' })
  @IsOptional() @IsLocalDay()
  readonly on?: string;
}

/** Local days, as known when. */
export class DaysQuery extends KnownQuery {
  @ApiProperty({ example: '2025-10-25', description: 'First local day' })
  @IsLocalDay()
  readonly from!: string;

  @ApiProperty({ example: '2025-10-28', description: 'First local day after; at most 366 days later' })
  @IsLocalDay()
  readonly to!: string;
}

export const asOfOf = ({ knownAt, position }: KnownQuery): AsOf => ({ ...(position !== undefined && { position }), ...(knownAt !== undefined && { knownAt }) });

/** The local day that was asked for, or today. */
export const dayOf = ({ on }: AsKnownQuery, calendar: Calendar): string => on ?? calendar.dayOf(Date.now());
