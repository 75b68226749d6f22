import { Controller, Get, Header, Inject, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { MessageArchive } from '#datahub';
import { Rejected } from '#kernel';
import { IsInstant, Roles, Scoped } from '#platform';
import { pageOrBadCursor } from './page-or-bad-cursor.js';
import { ARCHIVE } from './tokens.js';

export class MessagesQuery {
  @ApiPropertyOptional({ example: '571313900000000016', description: 'Only documents with a series of this point' })
  @IsOptional() @Matches(/^\d{18}$/, { message: 'gsrn must be 18 digits' })
  readonly gsrn?: string;

  @ApiPropertyOptional({ example: '5790001330552' })
  @IsOptional() @Matches(/^\d{13}$/, { message: 'sender must be a GLN: 13 digits' })
  readonly sender?: string;

  @ApiPropertyOptional({ description: 'Received at or after, UTC' })
  @IsOptional() @IsInstant()
  readonly from?: string;

  @ApiPropertyOptional({ description: 'Received before, UTC' })
  @IsOptional() @IsInstant()
  readonly to?: string;

  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;

  @ApiPropertyOptional({ description: '`cursor` of the page before' })
  @IsOptional() @IsString() @MaxLength(300)
  readonly cursor?: string;
}

/** The documents that were received, as evidence. */
@ApiTags('message archive')
@Controller('api/messages')
@Roles('back-office', 'auditor')
@Scoped('refused')
export class MessagesController {
  constructor(@Inject(ARCHIVE) private readonly archive: MessageArchive) {}

  @Get()
  @ApiOperation({ summary: 'What was received from whom, newest first, page by page, without the documents' })
  list(@Query() query: MessagesQuery) {
    return pageOrBadCursor(() => this.archive.list(query));
  }

  @Get(':sender/:documentId')
  @ApiOperation({ summary: 'What is known of one document' })
  async show(@Param('sender') sender: string, @Param('documentId') documentId: string) {
    return this.#find(sender, documentId);
  }

  @Get(':sender/:documentId/body')
  @Header('content-disposition', 'attachment')
  @ApiOperation({ summary: 'The document itself, byte for byte as it came' })
  async body(@Param('sender') sender: string, @Param('documentId') documentId: string): Promise<StreamableFile> {
    const { id } = await this.#find(sender, documentId);
    const body = (await this.archive.bodyOf(id))!;
    return new StreamableFile(body, { type: 'application/json', length: body.length });
  }

  async #find(sender: string, documentId: string) {
    const found = await this.archive.find(sender, documentId);
    if (!found) throw new Rejected('DOCUMENT_NOT_FOUND', { sender, documentId });
    return found;
  }
}
