import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ApiHideProperty, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, Matches, ValidateNested } from 'class-validator';
import { IsLocalDay } from '#platform';
import { type CommandContext, type EventStore, handle, type Receipt } from '#kernel';
import { meteringPoint, meteringPointStream, type SupplyPeriod } from '../domain/metering-point.js';
import { EVENT_STORE } from '../tokens.js';

/** Metering point types of the market. Source: DataHub's code list (consumption, production, exchange, and the children in use). */
export const METERING_POINT_TYPES = ['E17', 'E18', 'E20', 'D01', 'D02', 'D04', 'D05', 'D06', 'D07', 'D08', 'D09', 'D10', 'D11', 'D12', 'D13', 'D14', 'D15', 'D17', 'D18', 'D19', 'D20', 'D21', 'D22', 'D99'] as const;

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
  @Matches(/^\d{3}$/, { message: 'gridArea must be three digits' })
  readonly gridArea!: string;

  @ApiProperty({ enum: ['DK1', 'DK2'] })
  @IsIn(['DK1', 'DK2'])
  readonly priceArea!: 'DK1' | 'DK2';

  @ApiPropertyOptional({ enum: ['D01', 'E02'], description: 'D01 flex, E02 non-profiled; consumption only' })
  @IsOptional() @IsIn(['D01', 'E02'])
  readonly settlementMethod?: 'D01' | 'E02';

  @ApiProperty({ enum: ['PT15M', 'PT1H', 'P1M'] })
  @IsIn(['PT15M', 'PT1H', 'P1M'])
  readonly resolution!: 'PT15M' | 'PT1H' | 'P1M';

  @ApiPropertyOptional({ example: '571313900000000023', description: 'GSRN of the parent, for child points' })
  @IsOptional() @Matches(/^\d{18}$/, { message: 'parentGsrn must be a GSRN: 18 digits' })
  readonly parentGsrn?: string;

  @ApiPropertyOptional({ type: [SupplyPeriodInput], description: 'When we are, were or will be the supplier, in order, without overlap' })
  @IsOptional() @IsArray() @ArrayMaxSize(200) @ValidateNested({ each: true }) @Type(() => SupplyPeriodInput)
  readonly supplyPeriods?: SupplyPeriodInput[];
}

@CommandHandler(StateMasterData)
export class StateMasterDataHandler implements ICommandHandler<StateMasterData> {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  execute(command: StateMasterData): Promise<Receipt> {
    const { gsrn, context, validFrom, meteringPointType, gridArea, priceArea, settlementMethod, resolution, parentGsrn } = command;
    const supplyPeriods = (command.supplyPeriods ?? []).map(({ from, to }) => ({ from, ...(to !== undefined && { to }) }));
    return handle(this.store, meteringPoint, {
      stream: meteringPointStream(gsrn), context,
      command: { type: 'StateMasterData', data: {
        gsrn, validFrom: validFrom ?? supplyPeriods[0]?.from ?? '1900-01-01',
        masterData: { meteringPointType, gridArea, priceArea, ...(settlementMethod && { settlementMethod }), resolution, ...(parentGsrn && { parentGsrn }), supplyPeriods },
      } },
    });
  }
}
