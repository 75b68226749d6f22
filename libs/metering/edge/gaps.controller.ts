import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { Pool } from 'pg';
import { type Calendar, daysBetween } from '#energy';
import { type Caller, CurrentCaller, InvalidInput, IsLocalDay, Roles, Scoped, scopeOf } from '#platform';
import type { Freshnesses } from '#projections';
import { CALENDAR, FRESHNESS, QUERY_POOL } from '../tokens.js';
import { daysWithGaps } from '../views/points-with-gaps.js';

const LONGEST_DAYS = 62;

export class GapsQuery {
  @ApiProperty({ example: '2025-10-01', description: 'First local day' })
  @IsLocalDay()
  readonly from!: string;

  @ApiProperty({ example: '2025-11-01', description: 'First local day after; at most 62 days later' })
  @IsLocalDay()
  readonly to!: string;

  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional() @Matches(/^\d{18}@\d{4}-\d{2}-\d{2}$/, { message: 'after must be the `next` of an earlier page' })
  readonly after?: string;
}

/** Which points lack readings: the work list of the back office. */
@ApiTags('readings')
@Controller('api/gaps')
@Roles('back-office', 'auditor')
@Scoped('list')
export class GapsController {
  constructor(@Inject(QUERY_POOL) private readonly pool: Pool, @Inject(FRESHNESS) private readonly freshness: Freshnesses, @Inject(CALENDAR) private readonly calendar: Calendar) {}

  @Get()
  @ApiOperation({ summary: 'Days on which points lack readings, over the whole portfolio, page by page' })
  async list(@Query() { from, to, limit = 100, after }: GapsQuery, @CurrentCaller() caller: Caller) {
    const days = daysBetween(from, to);
    if (days <= 0 || days > LONGEST_DAYS) {
      throw new InvalidInput([{ code: 'RANGE_TOO_LONG', path: '$.to', en: `to must be 1 to ${LONGEST_DAYS} days after from`, da: `to skal ligge 1 til ${LONGEST_DAYS} dage efter from` }]);
    }
    const [gsrn, day] = after?.split('@') ?? [];
    const found = await daysWithGaps(this.pool, from, to, this.calendar.zone, gsrn === undefined ? undefined : { gsrn, day: day! }, limit, scopeOf(caller)?.gsrns);
    const last = found.length === limit ? found.at(-1) : undefined;
    return { from, to, days: found, ...(last && { next: `${last.gsrn}@${last.day}` }), freshness: await this.freshness.of('metering_readings') };
  }
}
