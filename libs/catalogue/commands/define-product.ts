import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Length } from 'class-validator';
import type { EventStore } from '#kernel';
import { product } from '../domain/product.js';
import type { ProductKind } from '../domain/terms.js';
import { CATALOGUE_STORE } from '../tokens.js';
import { carryOut, type Published } from './carry-out.js';
import { type Origin, productRequests } from './requests.js';

export const PRODUCT_KINDS = ['spot', 'spotAllIn', 'fixed', 'addOn'] as const;

/** What a product is. The whole statement, not a difference. */
export class DefineProduct extends Command<Published> {
  @ApiHideProperty() id!: string;
  @ApiHideProperty() origin!: Origin;

  @ApiProperty({ example: 'Spot Plus', description: 'As shown to the customer' })
  @IsString() @Length(1, 200)
  readonly name!: string;

  @ApiProperty({ enum: PRODUCT_KINDS, description: 'spot: spot and margin on lines of their own; spotAllIn: both on one; fixed: one price; addOn: a margin beside a main product' })
  @IsIn(PRODUCT_KINDS)
  readonly kind!: ProductKind;
}

@CommandHandler(DefineProduct)
export class DefineProductHandler implements ICommandHandler<DefineProduct> {
  constructor(@Inject(CATALOGUE_STORE) private readonly store: EventStore) {}

  execute({ id, origin, name, kind }: DefineProduct): Promise<Published> {
    return carryOut(this.store, product, productRequests({ id, terms: { name, kind } }, origin), () => '$');
  }
}
