import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateNested } from 'class-validator';
import { IsInstant, IsLocalDay } from '#platform';
import type { BillingFrequency, CustomerKind } from '../../domain/events.js';
import { BILLING_FREQUENCIES, CUSTOMER_KINDS, GREATEST_FACTOR, GSRN, KWH, LONGEST_PAYMENT_DAYS, MOST_PRODUCTS, REASON_CODE, REFERENCE, SWITCH_PROCESSES } from '../../domain/shapes.js';

/** A reference of ours; nothing that could be a name, an address or a personal number. */
const IsReference = () => Matches(REFERENCE, { message: '$property must be a reference: up to 64 letters, digits, dots, dashes and underscores, and nothing that could be a CPR number' });
const IsReasonCode = () => Matches(REASON_CODE, { message: '$property must be a code such as moveOut: letters, digits, dots, dashes and underscores, no sentence' });

export class KnownAtQuery {
  @ApiPropertyOptional({ example: '2025-11-05T12:00:00Z', description: 'Answer with what had been recorded by this instant, UTC; absent = all that is known now' })
  @IsOptional() @IsInstant()
  readonly knownAt?: string;
}

export class CustomerInput {
  @ApiProperty({ enum: CUSTOMER_KINDS })
  @IsIn(CUSTOMER_KINDS)
  readonly kind!: CustomerKind;
}

export class SupplyInput {
  @ApiPropertyOptional({ example: 's-4711', description: 'Names the supply for ever; absent = one is made' })
  @IsOptional() @IsReference()
  readonly supplyId?: string;

  @ApiProperty({ example: 'c-1001' })
  @IsReference()
  readonly customerId!: string;

  @ApiProperty({ example: '2025-10-01', description: 'First local day of our supply' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ example: '2026-10-01', description: 'First local day after it; absent = open end' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;
}

export class SupplyEndInput {
  @ApiProperty({ example: '2025-11-01', description: 'First local day after the supply' })
  @IsLocalDay()
  readonly to!: string;

  @ApiProperty({ example: 'moveOut', description: 'A code, no sentence: events are kept for ever and hold nothing personal' })
  @IsReasonCode()
  readonly reason!: string;
}

export class SupplyStartInput {
  @ApiProperty({ example: '2025-10-15', description: 'The right first local day, earlier or later (BRS-011)' })
  @IsLocalDay()
  readonly from!: string;
}

export class SupplyReversalInput {
  @ApiProperty({ example: 'wrongPoint', description: 'A code, no sentence' })
  @IsReasonCode()
  readonly reason!: string;

  @ApiPropertyOptional({ enum: SWITCH_PROCESSES, default: 'BRS-003', description: 'BRS-042 is the earlier name of BRS-003' })
  @IsOptional() @IsIn(SWITCH_PROCESSES)
  readonly process?: string;
}

export class ContractProductInput {
  @ApiProperty({ example: 'spot-plus', description: 'Id of a product of the catalogue' })
  @IsReference()
  readonly product!: string;

  @ApiPropertyOptional({ description: 'First local day; absent = as the contract' })
  @IsOptional() @IsLocalDay()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'First local day after; absent = as the contract' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;
}

export class ContractInput {
  @ApiProperty({ example: '571313900000000016', description: 'GSRN of the point' })
  @Matches(GSRN, { message: 'gsrn must be a GSRN: 18 digits' })
  readonly gsrn!: string;

  @ApiProperty({ example: 'c-1001' })
  @IsReference()
  readonly customerId!: string;

  @ApiPropertyOptional({ example: 'c-2001', description: 'The customer who pays; absent = the customer' })
  @IsOptional() @IsReference()
  readonly payerId?: string;

  @ApiProperty({ example: '2025-10-01' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ description: 'First local day after; absent = open end' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;

  @ApiProperty({ type: [ContractProductInput], description: 'One main product a day, and any add-ons' })
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(MOST_PRODUCTS) @ValidateNested({ each: true }) @Type(() => ContractProductInput)
  readonly products!: ContractProductInput[];

  @ApiProperty({ enum: BILLING_FREQUENCIES })
  @IsIn(BILLING_FREQUENCIES)
  readonly billingFrequency!: BillingFrequency;

  @ApiProperty({ example: 20, maximum: LONGEST_PAYMENT_DAYS, description: 'Days from the issue of an invoice until it is due' })
  @IsInt() @Min(0) @Max(LONGEST_PAYMENT_DAYS)
  readonly paymentDays!: number;
}

export class ChargeLinkInput {
  @ApiProperty({ example: '2025-10-01', description: 'First local day; names the link together with the charge' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ description: 'First local day after; absent = open end; the same as from = the link never was' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;

  @ApiPropertyOptional({ default: 1, description: 'Multiplies subscriptions and fees' })
  @IsOptional() @IsInt() @Min(0) @Max(GREATEST_FACTOR)
  readonly factor?: number;
}

export class HeatingInput {
  @ApiProperty({ example: '2025-10-01', description: 'First local day; names the entitlement' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ description: 'First local day after; absent = open end; the same as from = it never was' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;

  @ApiPropertyOptional({ example: '1250.500', description: 'kWh used of this year\'s limit before we could know' })
  @IsOptional() @Matches(KWH, { message: 'usedBeforeKwh must be kilowatt-hours with at most three decimals' })
  readonly usedBeforeKwh?: string;
}
