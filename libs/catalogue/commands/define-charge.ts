import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsString, Length } from 'class-validator';
import type { EventStore } from '#kernel';
import { charge } from '../domain/charge.js';
import type { ChargeCategory, ChargeKey, ChargeResolution } from '../domain/terms.js';
import { CATALOGUE_STORE } from '../tokens.js';
import { carryOut, type Published } from './carry-out.js';
import { chargeRequests, type Origin } from './requests.js';

export const CHARGE_CATEGORIES = ['grid', 'system', 'transmission', 'balance', 'electricityTax', 'other'] as const;
export const CHARGE_RESOLUTIONS = ['PT15M', 'PT1H', 'P1D', 'P1M'] as const;

/** What a charge is. The whole statement, not a difference. */
export class DefineCharge extends Command<Published> {
  /** From the path and the caller, not from the body. */
  @ApiHideProperty() key!: ChargeKey;
  @ApiHideProperty() origin!: Origin;

  @ApiProperty({ example: 'Nettarif C time', description: 'As shown to the customer' })
  @IsString() @Length(1, 200)
  readonly name!: string;

  @ApiProperty({ enum: CHARGE_CATEGORIES, description: 'What kind of charge it is; a point must have certain kinds before it is settled' })
  @IsIn(CHARGE_CATEGORIES)
  readonly category!: ChargeCategory;

  @ApiProperty({ enum: CHARGE_RESOLUTIONS, description: 'Of its prices' })
  @IsIn(CHARGE_RESOLUTIONS)
  readonly resolution!: ChargeResolution;

  @ApiProperty({ description: 'It is a tax' })
  @IsBoolean()
  readonly tax!: boolean;

  @ApiProperty({ description: 'The supplier bears it: the customer does not see it' })
  @IsBoolean()
  readonly notBilled!: boolean;

  @ApiProperty({ enum: ['D01', 'D02'], description: 'D01 without VAT, D02 the general rate' })
  @IsIn(['D01', 'D02'])
  readonly vatClass!: 'D01' | 'D02';
}

@CommandHandler(DefineCharge)
export class DefineChargeHandler implements ICommandHandler<DefineCharge> {
  constructor(@Inject(CATALOGUE_STORE) private readonly store: EventStore) {}

  execute({ key, origin, name, category, resolution, tax, notBilled, vatClass }: DefineCharge): Promise<Published> {
    return carryOut(this.store, charge, chargeRequests({ ...key, terms: { name, category, resolution, tax, notBilled, vatClass } }, origin), () => '$');
  }
}
