import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, InvalidInput, Roles, Scoped } from '#platform';
import { PublishRate, RATE_NAMES } from '../commands/publish-rate.js';
import { AsKnownQuery, asOfOf, dayOf } from './as-known-query.js';
import { CatalogueDoor } from './catalogue-door.js';

const VIEW = 'catalogue_rates';

/** Dated figures of law: VAT, and the reduced electricity tax. */
@ApiTags('catalogue')
@Controller('api/catalogue/rates')
@Scoped('refused')
export class RatesController extends CatalogueDoor {
  @Post()
  @HttpCode(200)
  @Roles('back-office')
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key with the same figure is carried out once' })
  @ApiOperation({ summary: 'Publish a figure of law from a local day on. A corrected figure is a new version' })
  async publish(@Body() command: PublishRate, @CurrentCaller() caller: Caller, @Headers('idempotency-key') key?: string) {
    return { name: command.name, ...await this.carriedOut(command, {}, { what: ['publish-rate'], caller, key }, [VIEW]) };
  }

  @Get(':name')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'name', enum: RATE_NAMES })
  @ApiOperation({ summary: 'Every version of a figure of law, and which counts on a day; now, or as known at an instant' })
  async show(@Param('name') name: string, @Query() query: AsKnownQuery) {
    const known = RATE_NAMES.find((one) => one === name);
    if (!known) throw new InvalidInput([{ code: 'NOT_ALLOWED', path: '$.name', en: `The name is one of ${RATE_NAMES.join(', ')}.`, da: `Navnet er et af ${RATE_NAMES.join(', ')}.` }]);
    const [on, freshness] = [dayOf(query, this.queries.calendar), await this.freshness.of(VIEW)];
    return { name, on, knownAt: query.knownAt ?? null, ...await this.queries.rate(known, on, asOfOf(query)), freshness };
  }
}
