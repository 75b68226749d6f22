import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsIn, IsOptional, IsString, IsUUID, MaxLength, MinLength } from 'class-validator';
import { Rejected } from '#kernel';
import { type ParkedMessage, type ParkedMessages, type ParkedState, release, type Subscription } from '#messaging';
import { type Caller, CurrentCaller, PageQuery, Roles, Scoped } from '#platform';
import { pageOrBadCursor } from './page-or-bad-cursor.js';
import { PARKED, SUBSCRIPTIONS } from './tokens.js';

export class ParkedQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['parked', 'released', 'discarded'], default: 'parked' })
  @IsOptional() @IsIn(['parked', 'released', 'discarded'])
  readonly state?: ParkedState;

  @ApiPropertyOptional({ example: 'datahub.timeseries' })
  @IsOptional() @IsString() @MaxLength(200)
  readonly topic?: string;

  @ApiPropertyOptional({ example: 'E87', description: 'Only messages with a reason of this code' })
  @IsOptional() @IsString() @MaxLength(100)
  readonly code?: string;
}

export class ReleaseInput {
  @ApiProperty({ type: [String], description: 'Ids of parked messages, at most 1,000' })
  @IsArray() @ArrayNotEmpty() @ArrayMaxSize(1_000) @IsUUID('all', { each: true })
  readonly ids!: string[];
}

export class DiscardInput {
  @ApiProperty({ description: 'Why nobody needs it; kept for ever' })
  @IsString() @MinLength(3) @MaxLength(1_000)
  readonly why!: string;
}

/** Messages that could not be taken and wait for a person. */
@ApiTags('parked messages')
@Controller('api/parked')
@Scoped('refused')
export class ParkedController {
  constructor(@Inject(PARKED) private readonly parked: ParkedMessages, @Inject(SUBSCRIPTIONS) private readonly subscriptions: readonly Subscription[]) {}

  @Get()
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'What is parked and why, oldest first, page by page, without the documents' })
  list(@Query() query: ParkedQuery) {
    return pageOrBadCursor(() => this.parked.list({ state: 'parked', ...query }));
  }

  @Get(':id')
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'One parked message with its document (text when it is valid UTF-8, else base64)' })
  async show(@Param('id') id: string) {
    return readable(await this.#find(id));
  }

  @Post('release')
  @HttpCode(200)
  @Roles('back-office')
  @ApiOperation({ summary: 'Deliver parked messages again; what is refused again stays parked' })
  async release(@Body() { ids }: ReleaseInput, @CurrentCaller() caller: Caller) {
    return { results: await release(this.parked, this.subscriptions, ids, caller.name) };
  }

  @Post(':id/discard')
  @HttpCode(200)
  @Roles('back-office')
  @ApiOperation({ summary: 'Decide that nobody needs this message; it stays readable' })
  async discard(@Param('id') id: string, @Body() { why }: DiscardInput, @CurrentCaller() caller: Caller) {
    const found = await this.#find(id);
    if (!(await this.parked.discard(id, why, caller.name)) && found.state !== 'discarded') throw new Rejected('MESSAGE_NOT_PARKED', { id, state: found.state });
    return { id, state: 'discarded' };
  }

  async #find(id: string): Promise<ParkedMessage> {
    const found = /^[0-9a-f-]{36}$/.test(id) ? await this.parked.show(id) : undefined;
    if (!found) throw new Rejected('PARKED_MESSAGE_NOT_FOUND', { id });
    return found;
  }
}

/** A body as JSON can carry it. */
export const readable = ({ message: { body, ...message }, ...rest }: ParkedMessage) => {
  const text = body.toString('utf8');
  return { ...rest, message: { ...message, ...(Buffer.from(text, 'utf8').equals(body) ? { body: text } : { bodyBase64: body.toString('base64') }) } };
};
