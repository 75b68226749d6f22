import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, IsString, ValidateNested } from 'class-validator';
import type { EventStore, Reason } from '#kernel';
import { IsInstant, type RuledBody } from '#platform';
import { entryReasons, MOST_ENTRIES, productPriceReasons } from '../domain/input-rules.js';
import { product } from '../domain/product.js';
import { CATALOGUE_STORE } from '../tokens.js';
import { carryOut, type Published, refuseFaults } from './carry-out.js';
import { DaysInForce } from './days-in-force.js';
import { type Origin, productRequests } from './requests.js';

export class ProductPriceInput extends DaysInForce {
  @ApiPropertyOptional({ example: '0.04', description: 'DKK per kWh without VAT, added to the spot price; not for fixed products' })
  @IsOptional() @IsString()
  readonly marginDkkPerKwh?: string;

  @ApiPropertyOptional({ example: '1.25', description: 'DKK per kWh without VAT; fixed products only' })
  @IsOptional() @IsString()
  readonly fixedDkkPerKwh?: string;

  @ApiPropertyOptional({ example: '29', description: 'DKK per month without VAT' })
  @IsOptional() @IsString()
  readonly subscriptionDkkPerMonth?: string;

  @ApiPropertyOptional({ example: '2024-12-01T08:00:00Z', description: 'When it was decided, UTC; absent = now. Of several for the same day the latest counts' })
  @IsOptional() @IsInstant()
  readonly registeredAt?: string;
}

/** Prices of a product. A corrected price is a new version; the old one stays askable. */
export class PublishProductPrices extends Command<Published> implements RuledBody {
  @ApiHideProperty() id!: string;
  @ApiHideProperty() origin!: Origin;

  @ApiProperty({ type: [ProductPriceInput] })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MOST_ENTRIES) @ValidateNested({ each: true }) @Type(() => ProductPriceInput)
  readonly prices!: ProductPriceInput[];

  besidesForm(isFormed: (path: string) => boolean): readonly Reason[] {
    return entryReasons<ProductPriceInput>(this.prices, isFormed, productPriceReasons);
  }
}

@CommandHandler(PublishProductPrices)
export class PublishProductPricesHandler implements ICommandHandler<PublishProductPrices> {
  constructor(@Inject(CATALOGUE_STORE) private readonly store: EventStore) {}

  async execute({ id, origin, prices }: PublishProductPrices): Promise<Published> {
    refuseFaults(prices.flatMap((price, at) => productPriceReasons(price, `$.prices[${at}]`)));
    return carryOut(this.store, product, productRequests({ id, prices }, origin), (at) => `$.prices[${at}]`);
  }
}
