import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { createHash } from 'node:crypto';
import { derivedId, Rejected } from '#kernel';
import { type DirectDoor, type MessageToSend, NobodyListens, type Outcome, parkedId, type Subscription } from '#messaging';
import { type Caller, CurrentCaller, FaultError, logContext, Metrics, RawDocument, Roles } from '#platform';
import { GatheredDelivery } from './gathered-delivery.js';
import { DOOR, SUBSCRIPTIONS } from './tokens.js';

/** Messages of the outside world by HTTP: the same handlers and the same parking as behind Kafka. */
@ApiTags('ingest')
@Controller('api/ingest')
export class IngestController {
  constructor(
    @Inject(DOOR) private readonly source: DirectDoor,
    @Inject(GatheredDelivery) private readonly gathered: GatheredDelivery,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: readonly Subscription[],
  ) {}

  @Post(':topic')
  @HttpCode(202)
  @Roles('upstream')
  @RawDocument()
  @ApiOperation({ summary: 'Take one document as it is, or many, one a line (application/x-ndjson). 202 means that everything is durable: taken, or parked with its reasons' })
  @ApiParam({ name: 'topic', example: 'datahub.timeseries' })
  @ApiHeader({ name: 'content-type', required: false, description: 'application/x-ndjson = many documents, one a line; anything else = one document' })
  @ApiHeader({ name: 'message-id', required: false, description: 'Same message, same id; absent = made from the bytes. Not for many documents' })
  @ApiConsumes('application/json', 'application/x-ndjson')
  @ApiBody({ description: 'The document, unchanged: RSM-012 as CIM JSON for datahub.timeseries', schema: { type: 'object' } })
  @ApiResponse({ status: 202, description: 'Durable. One document: `series` in it, `recorded` now, `repeated` earlier. Many: `results` line by line, with the reasons of those that were parked', schema: {
    type: 'object', properties: {
      documentId: { type: 'string' }, series: { type: 'integer' }, recorded: { type: 'integer' }, repeated: { type: 'integer' }, position: { type: 'string', description: 'Views that have come to here show it' },
      taken: { type: 'integer' }, parked: { type: 'integer' }, results: { type: 'array', items: { type: 'object' } },
    } } })
  @ApiResponse({ status: 422, description: 'The one document was parked: see errors for every reason; details.parkedId names it' })
  async take(@Param('topic') topic: string, @Body() body: Buffer, @CurrentCaller() caller: Caller, @Headers('content-type') contentType?: string, @Headers('message-id') givenId?: string) {
    const origin = `http/${caller.name}`;
    return /^application\/x-ndjson\b/.test(contentType ?? '') ? this.#many(topic, linesOf(body), origin) : this.#one(topic, body, origin, givenId);
  }

  async #one(topic: string, body: Buffer, origin: string, givenId: string | undefined) {
    const message = this.#message(messageId(topic, body, givenId), body);
    const outcome = await this.gathered.deliver(topic, message, origin).catch((error: unknown) => { throw named(error, topic); });
    this.metrics.messageProcessed(topic, outcome.kind === 'done' ? 'done' : 'parked');
    if (outcome.kind === 'done') return outcome.summary ?? {};
    throw new FaultError({
      status: 422, code: 'MESSAGE_PARKED', errors: outcome.reasons, details: { parkedId: this.#parkedId(topic, outcome.parkInstead ?? message), messageId: message.id },
      detail: 'The document cannot be taken and was parked. Correct it and send it again, or have it released once the cause is gone.',
    });
  }

  async #many(topic: string, lines: readonly Buffer[], origin: string) {
    const messages = lines.map((line) => this.#message(messageId(topic, line, undefined), line));
    const outcomes: Outcome[] = [];
    for (let at = 0; at < messages.length; at += MOST_TOGETHER) {
      outcomes.push(...await this.source.deliver(topic, messages.slice(at, at + MOST_TOGETHER), origin).catch((error: unknown) => { throw named(error, topic); }));
    }
    const parked = outcomes.filter(({ kind }) => kind === 'poison').length;
    this.metrics.messageProcessed(topic, 'done', outcomes.length - parked);
    this.metrics.messageProcessed(topic, 'parked', parked);
    return {
      taken: outcomes.length - parked, parked,
      results: outcomes.map((outcome, at) => (outcome.kind === 'done' ? { line: at + 1, ...outcome.summary } : { line: at + 1, parkedId: this.#parkedId(topic, outcome.parkInstead ?? messages[at]!), errors: outcome.reasons })),
    };
  }

  #message(id: string, body: Buffer): MessageToSend {
    const { correlationId } = logContext();
    return { id, body, headers: { ...(correlationId !== undefined && { 'correlation-id': correlationId }) } };
  }

  #parkedId(topic: string, message: MessageToSend): string {
    const group = this.subscriptions.find((one) => one.topic === topic)!.group;
    return parkedId({ group, message: { headers: {}, ...message, topic, origin: '', receivedAt: '' } });
  }
}

/** Many documents in one request are delivered in parts of this size: one commit serves many, and no part is a burden to memory. */
const MOST_TOGETHER = 500;

/** The lines that hold something. */
const linesOf = (body: Buffer): Buffer[] => {
  const lines: Buffer[] = [];
  for (let from = 0; from < body.length;) {
    const end = body.indexOf(10, from);
    const line = body.subarray(from, end < 0 ? body.length : end);
    if (line.some((byte) => byte > 32)) lines.push(line);
    from = end < 0 ? body.length : end + 1;
  }
  return lines;
};

const messageId = (topic: string, body: Buffer, given: string | undefined): string => {
  if (given === undefined || given === '') return derivedId('message', topic, createHash('sha256').update(body).digest('hex'));
  if (!/^[\x21-\x7e]{1,200}$/.test(given)) throw new Rejected('INVALID_MESSAGE_ID', { detail: 'message-id must be 1 to 200 printable characters without blanks' });
  return given;
};

const named = (error: unknown, topic: string): unknown => (error instanceof NobodyListens ? new Rejected('TOPIC_NOT_FOUND', { topic }) : error);
