import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsOptional } from 'class-validator';
import type { Calendar } from '#energy';
import type { EventStore, Reason } from '#kernel';
import { IsInstant, type RuledBody } from '#platform';
import { MOST_POINTS, priceTextReasons, spotReasons } from '../domain/input-rules.js';
import { spotDay } from '../domain/spot-day.js';
import type { PriceArea } from '../domain/terms.js';
import { CATALOGUE_CALENDAR, CATALOGUE_STORE } from '../tokens.js';
import { carryOut, type Published, refuseFaults } from './carry-out.js';
import { type Origin, spotRequests } from './requests.js';
import { IsTextOrNull } from './text-or-null.js';

/** Spot prices of one area from an instant on. Later registrations replace earlier ones, interval by interval, also by "missing". */
export class PublishSpotPrices extends Command<Published> implements RuledBody {
  @ApiHideProperty() origin!: Origin;

  @ApiProperty({ enum: ['DK1', 'DK2'] })
  @IsIn(['DK1', 'DK2'])
  readonly area!: PriceArea;

  @ApiProperty({ enum: ['PT15M', 'PT1H'] })
  @IsIn(['PT15M', 'PT1H'])
  readonly resolution!: 'PT15M' | 'PT1H';

  @ApiProperty({ example: '2025-10-25T22:00:00Z', description: 'Begin of the first interval, UTC' })
  @IsInstant()
  readonly from!: string;

  @ApiProperty({ type: 'array', items: { type: 'string', nullable: true }, example: ['0.573048261', null], description: 'DKK per kWh without VAT, one for each interval; null = missing, which is not 0' })
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(MOST_POINTS) @IsTextOrNull({ each: true })
  readonly prices!: (string | null)[];

  @ApiPropertyOptional({ example: '2025-10-25T11:05:00Z', description: 'When the exchange published them, UTC; absent = now' })
  @IsOptional() @IsInstant()
  readonly registeredAt?: string;

  /** Of a publication whose form is wrong somewhere: the texts of its prices. */
  besidesForm(): readonly Reason[] {
    return priceTextReasons(this, '$');
  }
}

@CommandHandler(PublishSpotPrices)
export class PublishSpotPricesHandler implements ICommandHandler<PublishSpotPrices> {
  constructor(@Inject(CATALOGUE_STORE) private readonly store: EventStore, @Inject(CATALOGUE_CALENDAR) private readonly calendar: Calendar) {}

  async execute({ origin, ...statement }: PublishSpotPrices): Promise<Published> {
    refuseFaults(spotReasons(statement, '$', this.calendar));
    return carryOut(this.store, spotDay, spotRequests(statement, origin, this.calendar), () => '$');
  }
}
