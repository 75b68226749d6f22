import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import type { EventStore, Reason } from '#kernel';
import { IsInstant, IsLocalDay, type RuledBody } from '#platform';
import { priceTextReasons, rateReasons } from '../domain/input-rules.js';
import { rate } from '../domain/rate.js';
import type { RateName } from '../domain/terms.js';
import { CATALOGUE_STORE } from '../tokens.js';
import { carryOut, type Published, refuseFaults } from './carry-out.js';
import { type Origin, rateRequests } from './requests.js';

export const RATE_NAMES = ['vat', 'taxLimit', 'reducedTax'] as const;

/** A dated figure of law. */
export class PublishRate extends Command<Published> implements RuledBody {
  @ApiHideProperty() origin!: Origin;

  @ApiProperty({ enum: RATE_NAMES, description: 'vat: 0.25 is 25 %; taxLimit: kWh a year at full electricity tax; reducedTax: DKK per kWh above it' })
  @IsIn(RATE_NAMES)
  readonly name!: RateName;

  @ApiProperty({ example: '2025-01-01', description: 'First local day on which it holds' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ example: '2026-01-01', description: 'First local day after; absent = until the next' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;

  @ApiProperty({ example: '0.25' })
  @IsString()
  readonly value!: string;

  @ApiPropertyOptional({ example: '2024-12-01T00:00:00Z', description: 'When it was announced, UTC; absent = now' })
  @IsOptional() @IsInstant()
  readonly registeredAt?: string;

  /** Of a figure whose form is wrong somewhere: the text of its value. */
  besidesForm(): readonly Reason[] {
    return priceTextReasons(this, '$');
  }
}

@CommandHandler(PublishRate)
export class PublishRateHandler implements ICommandHandler<PublishRate> {
  constructor(@Inject(CATALOGUE_STORE) private readonly store: EventStore) {}

  async execute({ origin, ...statement }: PublishRate): Promise<Published> {
    refuseFaults(rateReasons(statement, '$'));
    return carryOut(this.store, rate, rateRequests(statement, origin), () => '$');
  }
}
