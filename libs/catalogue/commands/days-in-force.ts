import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsLocalDay } from '#platform';

/** On which local days a price of a charge or of a product holds. */
export class DaysInForce {
  @ApiProperty({ example: '2025-01-01', description: 'First local day on which it holds' })
  @IsLocalDay()
  readonly from!: string;

  @ApiPropertyOptional({ example: '2026-01-01', description: 'First local day after; absent = until the next price' })
  @IsOptional() @IsLocalDay()
  readonly to?: string;
}
