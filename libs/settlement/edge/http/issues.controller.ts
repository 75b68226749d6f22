import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { type CommandContext, type EventStore, handle } from '#kernel';
import { type Caller, CurrentCaller, CurrentContext, InvalidInput, Roles, Scoped, scopeOf, withLogContext } from '#platform';
import type { Freshnesses } from '#projections';
import { settlementStream } from '../../domain/events.js';
import { settlementPeriod } from '../../domain/period/settlement-period.js';
import { SETTLEMENT_FRESHNESS, SETTLEMENT_QUESTIONS, SETTLEMENT_STORE } from '../../tokens.js';
import type { SettlementQuestions } from '../../views/settlement-questions.js';
import { dayReasons, gsrnReasonsOf } from './path-reasons.js';

const STATUSES = ['open', 'resolved', 'dismissed'] as const;
const VIEW = 'settlement_issues';
/** How long a command waits until the view shows it, so that whoever asks next finds it. */
const READ_YOUR_WRITES_MS = 3_000;

export class IssuesQuery {
  @ApiPropertyOptional({ enum: STATUSES, default: 'open' })
  @IsOptional() @IsIn(STATUSES)
  readonly status?: (typeof STATUSES)[number];

  @ApiPropertyOptional({ example: 'SPOT_MISSING', description: 'Only issues with this reason' })
  @IsOptional() @Matches(/^[A-Z0-9_]{1,60}$/, { message: 'code must be a reason code such as SPOT_MISSING' })
  readonly code?: string;

  @ApiPropertyOptional({ example: '571313900000000016' })
  @IsOptional() @Matches(/^\d{18}$/, { message: 'gsrn must be 18 digits' })
  readonly gsrn?: string;

  @ApiPropertyOptional({ description: 'Only issues whose newest attempt was made by this run' })
  @IsOptional() @IsString() @MaxLength(100)
  readonly runId?: string;

  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional() @Matches(/^\d{18}@\d{4}-\d{2}-\d{2}$/, { message: 'cursor must be the `next` of an earlier page' })
  readonly cursor?: string;
}

export class DismissInput {
  @ApiProperty({ example: 'The point was demolished', description: 'Why nothing is to be done about it. No personal data' })
  @IsString() @IsNotEmpty() @MaxLength(500)
  readonly reason!: string;
}

/** Periods that cannot be settled because something is missing. */
@ApiTags('settlements')
@Controller('api/settlement/issues')
export class IssuesController {
  constructor(
    @Inject(SETTLEMENT_STORE) private readonly store: EventStore,
    @Inject(SETTLEMENT_QUESTIONS) private readonly questions: SettlementQuestions,
    @Inject(SETTLEMENT_FRESHNESS) private readonly freshness: Freshnesses,
  ) {}

  @Get()
  @Roles('back-office', 'auditor')
  @Scoped('list')
  @ApiOperation({ summary: 'Which periods of which points cannot be settled, and what each lacks; open ones unless told otherwise, page by page' })
  async list(@Query() { status = 'open', limit = 100, ...query }: IssuesQuery, @CurrentCaller() caller: Caller) {
    const scope = scopeOf(caller);
    const [page, freshness] = await Promise.all([this.questions.issues({ ...query, status, limit, ...(scope && { scope }) }), this.freshness.of(VIEW)]);
    return { ...page, freshness };
  }

  @Post(':gsrn/:from/dismiss')
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('gsrn')
  @ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
  @ApiParam({ name: 'from', example: '2025-01-01', description: 'First local day of the period' })
  @ApiOperation({ summary: 'Say that an issue stays as it is, and why. It opens again when something else is missing, and settles by itself when nothing is' })
  async dismiss(@Param('gsrn') gsrn: string, @Param('from') from: string, @Body() { reason }: DismissInput, @CurrentContext() context: CommandContext) {
    const reasons = [...gsrnReasonsOf(gsrn), ...dayReasons(from, '$.from')];
    if (reasons.length > 0) throw new InvalidInput(reasons);
    return withLogContext({ gsrn }, async () => {
      const command = { type: 'DismissIssue', data: { gsrn, from, reason, dismissedBy: context.actor ?? 'unknown' } } as const;
      const receipt = await handle(this.store, settlementPeriod, { stream: settlementStream(gsrn, from), command, context });
      const visible = receipt.position === undefined || await this.freshness.waitFor(VIEW, receipt.position, READ_YOUR_WRITES_MS);
      return { gsrn, from, ...receipt, visible };
    });
  }
}
