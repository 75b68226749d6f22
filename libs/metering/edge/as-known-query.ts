import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';

/** On which day, as known when. */
export class AsKnownQuery {
  @ApiPropertyOptional({ example: '2025-10-26', description: 'Local day; absent = today' })
  @IsOptional() @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { message: 'on must be a day, YYYY-MM-DD' })
  readonly on?: string;

  @ApiPropertyOptional({ example: '2025-11-05T12:00:00Z', description: 'With what had been recorded by this instant, UTC' })
  @IsOptional() @Matches(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z$/, { message: 'knownAt must be an instant in UTC, 2025-11-05T12:00:00Z' })
  readonly knownAt?: string;
}
