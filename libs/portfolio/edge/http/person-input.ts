import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import type { Person } from '../../vault/person.js';

export class AddressInput {
  @ApiProperty({ example: 'Prøvevej 1, 2. tv' })
  @IsString() @IsNotEmpty() @MaxLength(200)
  readonly street!: string;

  @ApiProperty({ example: '8000' })
  @IsString() @IsNotEmpty() @MaxLength(20)
  readonly postalCode!: string;

  @ApiProperty({ example: 'Aarhus C' })
  @IsString() @IsNotEmpty() @MaxLength(100)
  readonly city!: string;

  @ApiPropertyOptional({ example: 'DK' })
  @IsOptional() @Matches(/^[A-Z]{2}$/, { message: 'country must be two capital letters' })
  readonly country?: string;
}

/** Who a customer is: the whole statement. The only body that may hold personal data. */
export class PersonInput implements Person {
  @ApiProperty({ example: 'Prøve Prøvesen' })
  @IsString() @IsNotEmpty() @MaxLength(200)
  readonly name!: string;

  @ApiPropertyOptional({ description: 'CPR number, ten digits' })
  @IsOptional() @Matches(/^\d{10}$/, { message: 'cpr must be ten digits' })
  readonly cpr?: string;

  @ApiPropertyOptional({ description: 'CVR number, eight digits' })
  @IsOptional() @Matches(/^\d{8}$/, { message: 'cvr must be eight digits' })
  readonly cvr?: string;

  @ApiPropertyOptional({ type: AddressInput })
  @IsOptional() @ValidateNested() @Type(() => AddressInput)
  readonly address?: AddressInput;

  @ApiPropertyOptional()
  @IsOptional() @Matches(/^[^\s@]{1,64}@[^\s@]{1,190}$/, { message: 'email must be an e-mail address' })
  readonly email?: string;

  @ApiPropertyOptional({ example: '+4512345678' })
  @IsOptional() @Matches(/^\+?[\d ]{4,20}$/, { message: 'phone must be digits' })
  readonly phone?: string;
}
