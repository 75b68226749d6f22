import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDefined, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { IsLocalDay } from '#platform';
import { BILLING_FREQUENCIES, type BillingFrequency } from '../../domain/customer/billing-period.js';
import { LARGEST_BATCH } from '../../domain/run/settlement-batch.js';
import type { RunPeriod, RunScope } from '../../domain/run/run-scope.js';
import type { RunStatus } from '../../domain/run/settlement-run.js';

const MOST_NAMED = 10_000;
const STATUSES: readonly RunStatus[] = ['requested', 'running', 'paused', 'cancelled', 'completed'];

export class RunPeriodInput implements RunPeriod {
  @ApiProperty({ example: '2025-10-01', description: 'Periods that end after this local day' })
  @IsLocalDay()
  readonly from!: string;

  @ApiProperty({ example: '2025-11-01', description: 'and no later than this one. Half-open: October is 2025-10-01 to 2025-11-01' })
  @IsLocalDay()
  readonly to!: string;
}

export class RunScopeInput implements RunScope {
  @ApiPropertyOptional({ type: [String], example: ['571313900000000016'], description: 'These points' })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MOST_NAMED) @Matches(/^\d{18}$/, { each: true, message: 'gsrns must each be 18 digits' })
  readonly gsrns?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Points of these customers' })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MOST_NAMED) @IsString({ each: true }) @MaxLength(100, { each: true })
  readonly customers?: string[];

  @ApiPropertyOptional({ enum: ['DK1', 'DK2'] })
  @IsOptional() @IsIn(['DK1', 'DK2'])
  readonly priceArea?: 'DK1' | 'DK2';

  @ApiPropertyOptional({ enum: BILLING_FREQUENCIES, description: 'Points with a contract of this frequency' })
  @IsOptional() @IsIn(BILLING_FREQUENCIES)
  readonly billingFrequency?: BillingFrequency;
}

/** What to settle: every planned period that ends in the period, of the points that meet everything in the scope. */
export class RunRequestInput {
  @ApiProperty({ type: RunPeriodInput })
  @IsDefined() @ValidateNested() @Type(() => RunPeriodInput)
  readonly period!: RunPeriodInput;

  @ApiPropertyOptional({ type: RunScopeInput, description: 'Absent or empty = all points' })
  @IsOptional() @ValidateNested() @Type(() => RunScopeInput)
  readonly scope?: RunScopeInput;

  @ApiPropertyOptional({ minimum: 1, maximum: LARGEST_BATCH, default: 500, description: 'Points that one worker has in hand at a time' })
  @IsOptional() @IsInt() @Min(1) @Max(LARGEST_BATCH)
  readonly batchSize?: number;
}

class PageQuery {
  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional() @IsString() @MaxLength(300) @Matches(/^[\x21-\x7e]+$/, { message: 'cursor must be the `next` of an earlier page' })
  readonly cursor?: string;
}

export class RunLinesQuery extends PageQuery {}

export class RunsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional() @IsIn(STATUSES)
  readonly status?: RunStatus;

  @ApiPropertyOptional({ description: 'Name of the key, or of the process, that asked for it' })
  @IsOptional() @IsString() @MaxLength(200) @Matches(/^[^\0]*$/, { message: 'requestedBy must be text' })
  readonly requestedBy?: string;

  @ApiPropertyOptional({ example: '2025-10-01', description: 'Runs whose period has days on or after this one' })
  @IsOptional() @IsLocalDay()
  readonly from?: string;

  @ApiPropertyOptional({ example: '2025-11-01', description: 'Runs whose period has days before this one' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;
}

export class RunBatchesQuery {
  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional() @Type(() => Number) @IsInt() @Min(0) @Max(2_147_483_647)
  readonly cursor?: number;
}
