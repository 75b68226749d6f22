import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsDefined, IsIn, IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';
import { IsInstant, IsLocalDay } from '#platform';
import { MAIN_SERIES, SERIES } from '../domain/series.js';
import { INVOICE_SORTS, type InvoiceSort } from '../views/invoice-list.js';

const STATUSES = ['draft', 'approved', 'issued', 'sent', 'partlyPaid', 'paid', 'overdue', 'cancelled', 'credited'] as const;
const GSRN = /^\d{18}$/;
/** Text that a database can hold. */
const TEXT = /^[^\0]*$/;
const AMOUNT = /^\d{1,12}(\.\d{1,2})?$/;

class Paged {
  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional() @IsString() @MaxLength(400) @Matches(TEXT, { message: '$property must be text' })
  readonly cursor?: string;
}

/** Which documents, in which order. */
export class InvoicesQuery extends Paged {
  @ApiPropertyOptional({ enum: INVOICE_SORTS, default: 'newest', description: '`newest` and `oldest` by when they were drafted' })
  @IsOptional() @IsIn(INVOICE_SORTS)
  readonly sort?: InvoiceSort;

  @ApiPropertyOptional({ description: 'Id of the payer' })
  @IsOptional() @IsString() @MaxLength(100) @Matches(TEXT, { message: '$property must be text' })
  readonly payer?: string;

  @ApiPropertyOptional({ description: 'Id of a customer on it' })
  @IsOptional() @IsString() @MaxLength(100) @Matches(TEXT, { message: '$property must be text' })
  readonly customer?: string;

  @ApiPropertyOptional({ example: '571313900000000016', description: 'A point on it' })
  @IsOptional() @Matches(GSRN, { message: 'gsrn must be 18 digits' })
  readonly gsrn?: string;

  @ApiPropertyOptional({ enum: STATUSES })
  @IsOptional() @IsIn(STATUSES)
  readonly status?: string;

  @ApiPropertyOptional({ enum: ['invoice', 'creditNote', 'debitNote'] })
  @IsOptional() @IsIn(['invoice', 'creditNote', 'debitNote'])
  readonly kind?: string;

  @ApiPropertyOptional({ example: '2025-01-01', description: 'Periods that touch the local days from here' })
  @IsOptional() @IsLocalDay()
  readonly from?: string;

  @ApiPropertyOptional({ example: '2025-02-01', description: '… to before here' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;

  @ApiPropertyOptional({ enum: ['true'], description: 'Only what is owed after its last day, by today\'s date' })
  @IsOptional() @IsIn(['true'])
  readonly overdue?: 'true';

  @ApiPropertyOptional({ description: 'Only documents of this run' })
  @IsOptional() @IsString() @MaxLength(100) @Matches(TEXT, { message: '$property must be text' })
  readonly run?: string;
}

/** Which of several number series a number is of, and as known when. */
export class InvoiceQuery {
  @ApiPropertyOptional({ default: MAIN_SERIES, description: 'The number series, where there are several' })
  @IsOptional() @Matches(SERIES, { message: 'series must be 1 to 20 lower-case letters or digits' })
  readonly series?: string;

  @ApiPropertyOptional({ example: '2025-03-05T12:00:00Z', description: 'With what had been recorded by this instant, UTC' })
  @IsOptional() @IsInstant()
  readonly knownAt?: string;
}

export class ExplainQuery extends InvoiceQuery {
  @ApiPropertyOptional({ example: 'spot/consumption', description: 'Only this line' })
  @IsOptional() @IsString() @MaxLength(200) @Matches(TEXT, { message: '$property must be text' })
  readonly line?: string;

  @ApiPropertyOptional({ example: '571313900000000016', description: 'Only this point; needed for documents with very many' })
  @IsOptional() @Matches(GSRN, { message: 'gsrn must be 18 digits' })
  readonly gsrn?: string;
}

export class IssueInput {
  @ApiPropertyOptional({ example: '2025-02-03', description: 'Local day of issue; today unless told. Its year is that of the number' })
  @IsOptional() @IsLocalDay()
  readonly issuedOn?: string;
}

export class SendInput {
  @ApiProperty({ example: 'post', description: 'How it was handed over' })
  @IsString() @MinLength(1) @MaxLength(40) @Matches(TEXT, { message: '$property must be text' })
  readonly channel!: string;
}

export class CancelInput {
  @ApiProperty({ example: 'Wrong payer' })
  @IsString() @MinLength(1) @MaxLength(500) @Matches(TEXT, { message: '$property must be text' })
  readonly reason!: string;
}

export class PaymentInput {
  @ApiProperty({ example: '409.36', description: 'DKK' })
  @Matches(AMOUNT, { message: 'amountDkk must be a decimal number with at most 2 decimals' })
  readonly amountDkk!: string;

  @ApiProperty({ example: '2025-02-20', description: 'Local day' })
  @IsLocalDay()
  readonly paidOn!: string;

  @ApiProperty({ example: 'bank-20250220-17', description: 'The payment\'s own; the same reference counts once for a document' })
  @IsString() @MinLength(1) @MaxLength(100) @Matches(TEXT, { message: '$property must be text' })
  readonly reference!: string;
}

export class PeriodInput {
  @ApiProperty({ example: '2025-01-01', description: 'Settled periods that end after this local day …' })
  @IsLocalDay()
  readonly from!: string;

  @ApiProperty({ example: '2025-02-01', description: '… and on or before this one (ends are exclusive: January ends on 1 February)' })
  @IsLocalDay()
  readonly to!: string;
}

const ids = (name: string) => ({ each: true, message: `${name} must be ids of at most 100 characters` });

/** At most one of the lists; none = everybody. */
export class ScopeInput {
  @ApiPropertyOptional({ type: [String] })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(10_000) @MaxLength(100, ids('payers')) @Matches(TEXT, ids('payers'))
  readonly payers?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(10_000) @MaxLength(100, ids('customers')) @Matches(TEXT, ids('customers'))
  readonly customers?: string[];

  @ApiPropertyOptional({ type: [String] })
  @IsOptional() @IsArray() @ArrayMinSize(1) @ArrayMaxSize(10_000) @Matches(GSRN, { each: true, message: 'gsrns must be 18 digits each' })
  readonly gsrns?: string[];
}

export class RunInput {
  @ApiProperty({ type: PeriodInput })
  @IsDefined() @ValidateNested() @Type(() => PeriodInput)
  readonly period!: PeriodInput;

  @ApiPropertyOptional({ default: MAIN_SERIES })
  @IsOptional() @Matches(SERIES, { message: 'series must be 1 to 20 lower-case letters or digits' })
  readonly series?: string;

  @ApiPropertyOptional({ example: '2025-02-03', description: 'Local day of issue; today unless told' })
  @IsOptional() @IsLocalDay()
  readonly issuedOn?: string;

  @ApiPropertyOptional({ type: ScopeInput, description: 'Absent = everybody' })
  @IsOptional() @ValidateNested() @Type(() => ScopeInput)
  readonly scope?: ScopeInput;
}

export class RunsQuery extends Paged {
  @ApiPropertyOptional({ enum: ['running', 'paused', 'cancelled', 'completed'] })
  @IsOptional() @IsIn(['running', 'paused', 'cancelled', 'completed'])
  readonly status?: string;
}

export class TotalsQuery {
  @ApiPropertyOptional({ example: '2025-01', description: 'Periods that begin in this month or later' })
  @IsOptional() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: 'from must be a month, such as 2025-01' })
  readonly from?: string;

  @ApiPropertyOptional({ example: '2025-02', description: '… and before this month' })
  @IsOptional() @Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: 'to must be a month, such as 2025-02' })
  readonly to?: string;

  @ApiPropertyOptional({ example: 'month,owner', description: 'Kept apart by any of month, product, owner (of charges), priceArea; separated by commas' })
  @IsOptional() @Matches(/^(month|product|owner|priceArea)(,(month|product|owner|priceArea)){0,3}$/, { message: 'by must be of month, product, owner, priceArea, separated by commas' })
  readonly by?: string;

  @ApiPropertyOptional()
  @IsOptional() @IsString() @MaxLength(100) @Matches(TEXT, { message: '$property must be text' })
  readonly customer?: string;

  @ApiPropertyOptional()
  @IsOptional() @IsString() @MaxLength(100) @Matches(TEXT, { message: '$property must be text' })
  readonly payer?: string;

  @ApiPropertyOptional({ example: '571313900000000016' })
  @IsOptional() @Matches(GSRN, { message: 'gsrn must be 18 digits' })
  readonly gsrn?: string;
}
