import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { IsLocalDay } from '#platform';
import { type CommandContext, type EventStore, handle, type Receipt } from '#kernel';
import { GRID_AREA, GSRN, METERING_POINT_TYPES, MOST_SUPPLY_PERIODS, POINT_RESOLUTIONS, PRICE_AREAS, SETTLEMENT_METHODS } from '../domain/master-data-shapes.js';
import { meteringPoint, type SupplyPeriod } from '../domain/metering-point.js';
import { EVENT_STORE } from '../tokens.js';
import { masterDataRequest } from './master-data-request.js';

export class SupplyPeriodInput implements SupplyPeriod {
  @ApiProperty({ example: '2025-01-01', description: 'First local day of our supply' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ example: '2026-01-01', description: 'First local day after it; absent = open end' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;
}

/** What a metering point is from a local day on, as the market states it. The whole statement, not a difference. */
export class StateMasterData extends Command<Receipt> {
  /** From the path and the caller, not from the body. */
  @ApiHideProperty() gsrn!: string;
  @ApiHideProperty() context!: CommandContext;

  @ApiPropertyOptional({ example: '2025-01-01', description: 'First local day on which this holds; absent = first day of the first supply period, else 1900-01-01' })
  @IsOptional() @IsLocalDay()
  readonly validFrom?: string;

  @ApiProperty({ enum: METERING_POINT_TYPES, example: 'E17' })
  @IsIn(METERING_POINT_TYPES)
  readonly meteringPointType!: string;

  @ApiProperty({ example: '543', description: 'Danish grid area, three digits' })
  @Matches(GRID_AREA, { message: 'gridArea must be three digits' })
  readonly gridArea!: string;

  @ApiProperty({ enum: PRICE_AREAS })
  @IsIn(PRICE_AREAS)
  readonly priceArea!: 'DK1' | 'DK2';

  @ApiPropertyOptional({ enum: SETTLEMENT_METHODS, description: 'D01 flex, E02 non-profiled; consumption only' })
  @IsOptional() @IsIn(SETTLEMENT_METHODS)
  readonly settlementMethod?: 'D01' | 'E02';

  @ApiProperty({ enum: POINT_RESOLUTIONS })
  @IsIn(POINT_RESOLUTIONS)
  readonly resolution!: 'PT15M' | 'PT1H' | 'P1M';

  @ApiPropertyOptional({ example: '571313900000000023', description: 'GSRN of the parent, for child points' })
  @IsOptional() @Matches(GSRN, { message: 'parentGsrn must be a GSRN: 18 digits' })
  readonly parentGsrn?: string;

  @ApiPropertyOptional({ type: [SupplyPeriodInput], description: 'When we are, were or will be the supplier, in order, without overlap' })
  @IsOptional() @IsArray() @ArrayMaxSize(MOST_SUPPLY_PERIODS) @ValidateNested({ each: true }) @Type(() => SupplyPeriodInput)
  readonly supplyPeriods?: SupplyPeriodInput[];
}

@CommandHandler(StateMasterData)
export class StateMasterDataHandler implements ICommandHandler<StateMasterData> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(command: StateMasterData): Promise<Receipt> {
    return handle(this.store, meteringPoint, masterDataRequest(command, command));
  }
}
