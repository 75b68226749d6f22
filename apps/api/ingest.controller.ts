import { Body, Controller, Headers, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { createHash } from 'node:crypto';
import { derivedId, Rejected } from '#kernel';
import { DirectSource, NobodyListens, parkedId, type Subscription } from '#messaging';
import { type Caller, CurrentCaller, FaultError, logContext, Metrics, RawDocument, Roles } from '#platform';
import { SUBSCRIPTIONS } from './tokens.js';

/** Messages of the outside world by HTTP: the same handlers and the same parking as behind Kafka. */
@ApiTags('ingest')
@Controller('api/ingest')
export class IngestController {
  constructor(
    @Inject(DirectSource) private readonly source: DirectSource,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(SUBSCRIPTIONS) private readonly subscriptions: readonly Subscription[],
  ) {}

  @Post(':topic')
  @HttpCode(202)
  @Roles('upstream')
  @RawDocument()
  @ApiOperation({ summary: 'Take one document as it is. 202 means it is durable; a document that cannot be taken is parked and answered with 422 and every reason' })
  @ApiParam({ name: 'topic', example: 'datahub.timeseries' })
  @ApiHeader({ name: 'message-id', required: false, description: 'Same message, same id; absent = made from the bytes' })
  @ApiConsumes('application/json')
  @ApiBody({ description: 'The document, unchanged: RSM-012 as CIM JSON for datahub.timeseries', schema: { type: 'object' } })
  @ApiResponse({ status: 202, description: 'Durable. `series` in the document, `recorded` now, `repeated` earlier', schema: {
    type: 'object', properties: { documentId: { type: 'string' }, series: { type: 'integer' }, recorded: { type: 'integer' }, repeated: { type: 'integer' }, position: { type: 'string', description: 'Views that have come to here show it' } } } })
  @ApiResponse({ status: 422, description: 'Parked: see errors for every reason; details.parkedId names it' })
  async take(@Param('topic') topic: string, @Body() body: Buffer, @CurrentCaller() caller: Caller, @Headers('message-id') givenId?: string) {
    const id = messageId(topic, body, givenId);
    const { correlationId } = logContext();
    const message = { id, body, headers: { ...(correlationId !== undefined && { 'correlation-id': correlationId }) } };
    const [outcome] = await this.source.deliver(topic, [message], `http/${caller.name}`).catch((error: unknown) => { throw named(error, topic); });
    this.metrics.messageProcessed(topic, outcome!.kind === 'done' ? 'done' : 'parked');
    if (outcome!.kind === 'done') return outcome!.summary ?? {};
    const group = this.subscriptions.find((one) => one.topic === topic)!.group;
    throw new FaultError({
      status: 422, code: 'MESSAGE_PARKED', errors: outcome!.reasons, details: { parkedId: parkedId({ group, message: { ...message, topic, origin: '', receivedAt: '' } }), messageId: id },
      detail: 'The document cannot be taken and was parked, unchanged. Correct it and send it again, or have it released once the cause is gone.',
    });
  }
}

const messageId = (topic: string, body: Buffer, given: string | undefined): string => {
  if (given === undefined || given === '') return derivedId('message', topic, createHash('sha256').update(body).digest('hex'));
  if (!/^[\x21-\x7e]{1,200}$/.test(given)) throw new Rejected('INVALID_MESSAGE_ID', { detail: 'message-id must be 1 to 200 printable characters without blanks' });
  return given;
};

const named = (error: unknown, topic: string): unknown => (error instanceof NobodyListens ? new Rejected('TOPIC_NOT_FOUND', { topic }) : error);
