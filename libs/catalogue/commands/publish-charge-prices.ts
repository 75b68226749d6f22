import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import type { EventStore, Reason } from '#kernel';
import { IsInstant, type RuledBody } from '#platform';
import { charge } from '../domain/charge.js';
import { chargePriceReasons, entryReasons, MOST_ENTRIES, MOST_POINTS } from '../domain/input-rules.js';
import type { ChargeKey } from '../domain/terms.js';
import { CATALOGUE_STORE } from '../tokens.js';
import { carryOut, type Published, refuseFaults } from './carry-out.js';
import { DaysInForce } from './days-in-force.js';
import { chargeRequests, type Origin } from './requests.js';
import { IsTextOrNull } from './text-or-null.js';

export class ChargePriceInput extends DaysInForce {
  @ApiPropertyOptional({ example: '0.061', description: 'DKK without VAT: per kWh (tariff) or per month (subscription) or piece (fee). One of price, hours, points' })
  @IsOptional() @IsString()
  readonly price?: string;

  @ApiPropertyOptional({ type: [String], description: '24 prices, one for each local hour from 0' })
  @IsOptional() @IsArray() @ArrayMaxSize(24) @IsString({ each: true })
  readonly hours?: string[];

  @ApiPropertyOptional({ type: 'array', items: { type: 'string', nullable: true }, description: "One price for each interval of the charge's resolution from local midnight on; null = no price" })
  @IsOptional() @IsArray() @ArrayMaxSize(MOST_POINTS) @IsTextOrNull({ each: true })
  readonly points?: (string | null)[];

  @ApiPropertyOptional({ example: '2024-11-01T08:00:00Z', description: 'When its owner registered it, UTC; absent = now. Of several for the same day the latest counts' })
  @IsOptional() @IsInstant()
  readonly registeredAt?: string;
}

/** Prices of a charge. A corrected price is a new version; the old one stays askable. */
export class PublishChargePrices extends Command<Published> implements RuledBody {
  @ApiHideProperty() key!: ChargeKey;
  @ApiHideProperty() origin!: Origin;

  @ApiProperty({ type: [ChargePriceInput] })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MOST_ENTRIES) @ValidateNested({ each: true }) @Type(() => ChargePriceInput)
  readonly prices!: ChargePriceInput[];

  besidesForm(isFormed: (path: string) => boolean): readonly Reason[] {
    return entryReasons<ChargePriceInput>(this.prices, isFormed, chargePriceReasons);
  }
}

@CommandHandler(PublishChargePrices)
export class PublishChargePricesHandler implements ICommandHandler<PublishChargePrices> {
  constructor(@Inject(CATALOGUE_STORE) private readonly store: EventStore) {}

  async execute({ key, origin, prices }: PublishChargePrices): Promise<Published> {
    refuseFaults(prices.flatMap((price, at) => chargePriceReasons(price, `$.prices[${at}]`)));
    return carryOut(this.store, charge, chargeRequests({ ...key, prices }, origin), (at) => `$.prices[${at}]`);
  }
}
