import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { type EventStore, type RecordedEvent, Rejected } from '#kernel';
import { Roles, Scoped } from '#platform';
import { STORE } from './tokens.js';

export class StreamQuery {
  @ApiPropertyOptional({ default: 0 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(0)
  readonly fromRevision?: number;

  @ApiPropertyOptional({ default: 100, maximum: 1000 })
  @IsOptional() @Type(() => Number) @IsInt() @Min(1) @Max(1_000)
  readonly limit?: number;
}

/** The events themselves, for auditors. */
@ApiTags('audit')
@Controller('api/streams')
@Scoped('refused')
export class StreamsController {
  constructor(@Inject(STORE) private readonly store: EventStore) {}

  @Get(':stream')
  @Roles('auditor')
  @ApiParam({ name: 'stream', example: 'readings-571313900000000016-2025-10-26' })
  @ApiOperation({ summary: 'The events of one stream as they are stored, with ids, revisions, positions and who caused them' })
  async read(@Param('stream') stream: string, @Query() { fromRevision = 0, limit = 100 }: StreamQuery) {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream, { fromRevision, limit })) events.push(event);
    if (events.length === 0 && fromRevision === 0) throw new Rejected('STREAM_NOT_FOUND', { stream });
    return { stream, events, ...(events.length === limit && { next: events.at(-1)!.revision + 1 }) };
  }
}
