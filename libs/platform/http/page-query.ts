import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Which page of a list. */
export class PageQuery {
  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`next` of the page before' })
  @IsOptional() @IsString() @MaxLength(200)
  readonly after?: string;
}
