import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsOptional, IsString, Matches, MaxLength, ValidateIf, ValidateNested } from 'class-validator';
import { IsInstant, IsLocalDay } from '#platform';
import type { PreviewChanges } from '../../commands/preview/changes.js';

const DECIMAL = /^-?\d{1,9}(\.\d{1,12})?$/;
const ENERGY = /^\d{1,9}(\.\d{1,3})?$/;
const MOST_VALUES = 40_000;
const decimal = { message: '$property must be a decimal number as text, such as "0.1255"' };
const RESOLUTIONS = ['PT15M', 'PT1H'] as const;
const CHARGE_TYPES = ['tariff', 'subscription', 'fee'] as const;
const KINDS = ['spot', 'spotAllIn', 'fixed', 'addOn'] as const;
const FREQUENCIES = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
const RATES = ['vat', 'taxLimit', 'reducedTax'] as const;
const notNull = (_: object, value: unknown) => value !== null;

class OpenDays {
  @ApiProperty({ example: '2025-01-01', description: 'First local day on which it would hold' }) @IsLocalDay() readonly from!: string;
  @ApiPropertyOptional({ description: 'First local day after it; absent = open end' }) @IsOptional() @IsLocalDay() readonly to?: string;
}

class MaybeDays {
  @ApiPropertyOptional({ example: '2025-01-10' }) @IsOptional() @IsLocalDay() readonly from?: string;
  @ApiPropertyOptional() @IsOptional() @IsLocalDay() readonly to?: string;
}

export class SupposedCharge extends OpenDays {
  @ApiProperty({ example: '5790000432752' }) @Matches(/^\d{13}$/, { message: 'owner must be a GLN: 13 digits' }) readonly owner!: string;
  @ApiProperty({ enum: CHARGE_TYPES }) @IsIn(CHARGE_TYPES) readonly type!: (typeof CHARGE_TYPES)[number];
  @ApiProperty({ example: '40000' }) @IsString() @MaxLength(50) readonly code!: string;
  @ApiPropertyOptional({ example: '0.0550', description: 'DKK without VAT; or `hours`' }) @ValidateIf(({ hours }: SupposedCharge) => hours === undefined) @Matches(DECIMAL, decimal) readonly price?: string;
  @ApiPropertyOptional({ type: [String], description: '24 prices by local hour' }) @IsOptional() @IsArray() @ArrayMinSize(24) @ArrayMaxSize(24) @Matches(DECIMAL, { each: true, ...decimal }) readonly hours?: string[];
}

export class SupposedProduct extends OpenDays {
  @ApiProperty({ example: 'green' }) @IsString() @MaxLength(100) readonly id!: string;
  @ApiPropertyOptional({ enum: KINDS, description: 'Needed for a product that does not exist' }) @IsOptional() @IsIn(KINDS) readonly kind?: (typeof KINDS)[number];
  @ApiPropertyOptional({ example: '0.04' }) @IsOptional() @Matches(DECIMAL, decimal) readonly marginDkkPerKwh?: string;
  @ApiPropertyOptional() @IsOptional() @Matches(DECIMAL, decimal) readonly fixedDkkPerKwh?: string;
  @ApiPropertyOptional() @IsOptional() @Matches(DECIMAL, decimal) readonly subscriptionDkkPerMonth?: string;
}

export class SupposedSpot {
  @ApiProperty({ enum: ['DK1', 'DK2'] }) @IsIn(['DK1', 'DK2']) readonly area!: 'DK1' | 'DK2';
  @ApiProperty({ enum: RESOLUTIONS }) @IsIn(RESOLUTIONS) readonly resolution!: (typeof RESOLUTIONS)[number];
  @ApiProperty({ example: '2025-01-01T23:00Z', description: 'Begin of the first price, UTC' }) @IsInstant() readonly from!: string;
  @ApiProperty({ type: [String], description: 'DKK per kWh, one after another; null = missing' }) @IsArray() @ArrayMaxSize(MOST_VALUES) @ValidateIf(notNull) @Matches(DECIMAL, { each: true, ...decimal }) readonly prices!: string[];
}

export class SupposedRate extends OpenDays {
  @ApiProperty({ enum: RATES }) @IsIn(RATES) readonly name!: (typeof RATES)[number];
  @ApiProperty({ example: '0.25' }) @Matches(DECIMAL, decimal) readonly value!: string;
}

export class SupposedUse extends MaybeDays {
  @ApiProperty({ example: 'green' }) @IsString() @MaxLength(100) readonly product!: string;
}

export class SupposedContract extends MaybeDays {
  @ApiPropertyOptional({ type: [SupposedUse] }) @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => SupposedUse) readonly products?: SupposedUse[];
  @ApiPropertyOptional({ enum: FREQUENCIES }) @IsOptional() @IsIn(FREQUENCIES) readonly billingFrequency?: (typeof FREQUENCIES)[number];
}

export class SupposedReadings {
  @ApiProperty({ example: '571313900000000016' }) @Matches(/^\d{18}$/, { message: 'gsrn must be 18 digits' }) readonly gsrn!: string;
  @ApiProperty({ enum: RESOLUTIONS }) @IsIn(RESOLUTIONS) readonly resolution!: (typeof RESOLUTIONS)[number];
  @ApiProperty({ example: '2025-01-09T23:00Z', description: 'Begin of the first value, UTC' }) @IsInstant() readonly from!: string;
  @ApiProperty({ type: [String], description: 'kWh, one after another' }) @IsArray() @ArrayMaxSize(MOST_VALUES) @Matches(ENERGY, { each: true, message: 'each of kwh must be kWh with at most 3 decimals as text' }) readonly kwh!: string[];
}

/** What would be otherwise; everything else is as it is known now. */
export class Supposed implements PreviewChanges {
  @ApiPropertyOptional({ type: [SupposedCharge] }) @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SupposedCharge) readonly charges?: SupposedCharge[];
  @ApiPropertyOptional({ type: [SupposedProduct] }) @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SupposedProduct) readonly products?: SupposedProduct[];
  @ApiPropertyOptional({ type: [SupposedSpot] }) @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SupposedSpot) readonly spot?: SupposedSpot[];
  @ApiPropertyOptional({ type: [SupposedRate] }) @IsOptional() @IsArray() @ArrayMaxSize(50) @ValidateNested({ each: true }) @Type(() => SupposedRate) readonly rates?: SupposedRate[];
  @ApiPropertyOptional({ description: 'In every contract of the points' }) @IsOptional() @ValidateNested() @Type(() => SupposedContract) readonly contract?: SupposedContract;
  @ApiPropertyOptional({ description: 'Days of the latest supply of each point' }) @IsOptional() @ValidateNested() @Type(() => MaybeDays) readonly supply?: MaybeDays;
  @ApiPropertyOptional({ type: [SupposedReadings] }) @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SupposedReadings) readonly readings?: SupposedReadings[];
}

export class PreviewDays {
  @ApiProperty({ example: '2025-01-01', description: 'Periods that end after this day …' }) @IsLocalDay() readonly from!: string;
  @ApiProperty({ example: '2025-02-01', description: '… and on this day at the latest are previewed' }) @IsLocalDay() readonly to!: string;
}

export class PreviewInput {
  @ApiProperty({ type: [String], example: ['571313900000000016'], description: 'At most 200 points' })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(200) @ArrayUnique() @Matches(/^\d{18}$/, { each: true, message: 'each of gsrns must be 18 digits' })
  readonly gsrns!: string[];

  @ApiProperty({ type: PreviewDays }) @ValidateNested() @Type(() => PreviewDays) readonly period!: PreviewDays;

  @ApiPropertyOptional({ type: Supposed, description: 'What would be otherwise; absent = as things are' })
  @IsOptional() @ValidateNested() @Type(() => Supposed)
  readonly suppose?: Supposed;
}
