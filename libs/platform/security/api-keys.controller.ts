import { Body, Controller, Delete, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsISO8601, IsNotEmpty, IsOptional, IsString, Matches, MaxLength, ValidateNested } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { NoStoredReply } from '../idempotency/no-stored-reply.js';
import { API_ROLES, type ApiKeyInfo, type ApiRole } from './api-key.js';
import { ApiKeys } from './api-keys.js';
import { Roles } from './roles.js';

export class ApiKeyScope {
  @ApiPropertyOptional({ type: [String], example: ['571313900000000016'], description: 'GSRNs of metering points' })
  @IsOptional() @IsArray() @ArrayMaxSize(1_000) @Matches(/^\d{18}$/, { each: true, message: 'each of gsrns must be 18 digits' }) readonly gsrns?: string[];

  @ApiPropertyOptional({ type: [String], description: 'Ids of customers' })
  @IsOptional() @IsArray() @ArrayMaxSize(1_000) @Matches(/^[\x21-\x7e]{1,100}$/, { each: true, message: 'each of customers must be 1 to 100 printable characters without blanks' }) readonly customers?: string[];
}

export class CreateApiKey {
  @ApiProperty({ example: 'DataHub gateway', description: 'What the key is for; shown in logs and in the metadata of events. Not a person.' })
  @IsString() @IsNotEmpty() @MaxLength(100) readonly name!: string;

  @ApiProperty({ enum: API_ROLES, isArray: true })
  @IsArray() @ArrayNotEmpty() @IsIn(API_ROLES, { each: true }) readonly roles!: ApiRole[];

  @ApiPropertyOptional({ type: ApiKeyScope, description: 'The key sees these points and customers and nothing else; absent = everything its roles allow.' })
  @IsOptional() @ValidateNested() @Type(() => ApiKeyScope) readonly scope?: ApiKeyScope;

  @ApiPropertyOptional({ example: '2027-01-01T00:00:00Z', description: 'Absent = until revoked.' })
  @IsOptional() @IsISO8601({ strict: true }) readonly expiresAt?: string;
}

@ApiTags('security')
@Controller('api/api-keys')
@Roles('admin')
export class ApiKeysController {
  constructor(@Inject(ApiKeys) private readonly keys: ApiKeys) {}

  @Post()
  @NoStoredReply()
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'Makes a key. The key is in this answer and nowhere else, ever.' })
  create(@Body() { name, roles, scope, expiresAt }: CreateApiKey, @Req() request: FastifyRequest): Promise<ApiKeyInfo & { key: string }> {
    return this.keys.create({ name, roles, ...(scope !== undefined && { scope }), ...(expiresAt !== undefined && { expiresAt }), ...(request.caller && { createdBy: request.caller.name }) });
  }

  @Get()
  @ApiOperation({ summary: 'All keys, oldest first, revoked and expired ones included; never the secrets.' })
  async list(): Promise<{ apiKeys: readonly ApiKeyInfo[] }> {
    return { apiKeys: await this.keys.list() };
  }

  @Delete(':prefix')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revokes a key: at once in this process, within 3 seconds in others. Twice is harmless.' })
  revoke(@Param('prefix') prefix: string): Promise<ApiKeyInfo> {
    return this.keys.revoke(prefix);
  }
}
