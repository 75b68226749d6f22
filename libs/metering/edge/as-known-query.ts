import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsInstant, IsLocalDay } from '#platform';

/** On which day, as known when. */
export class AsKnownQuery {
  @ApiPropertyOptional({ example: '2025-10-26', description: 'Local day; absent = today' })
  @IsOptional() @IsLocalDay()
  readonly on?: string;

  @ApiPropertyOptional({ example: '2025-11-05T12:00:00Z', description: 'With what had been recorded by this instant, UTC' })
  @IsOptional() @IsInstant()
  readonly knownAt?: string;
}
