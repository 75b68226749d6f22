import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { daysBetween } from '#energy';
import type { Reason } from '#kernel';
import { type Caller, CurrentCaller, InvalidInput, Roles, Scoped } from '#platform';
import { PublishSpotPrices } from '../commands/publish-spot-prices.js';
import type { PriceArea } from '../domain/terms.js';
import { asOfOf, DaysQuery } from './as-known-query.js';
import { CatalogueDoor } from './catalogue-door.js';

const VIEW = 'catalogue_spot';
const LONGEST_DAYS = 366;
const AREAS = ['DK1', 'DK2'] as const;

/** Day-ahead prices of the exchange, per price area. */
@ApiTags('catalogue')
@Controller('api/catalogue/spot-prices')
@Scoped('refused')
export class SpotPricesController extends CatalogueDoor {
  @Post()
  @HttpCode(200)
  @Roles('back-office')
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key with the same prices is carried out once' })
  @ApiOperation({ summary: 'Publish spot prices of an area, in hours or quarters, for any number of days. null = missing, which is not 0' })
  async publish(@Body() command: PublishSpotPrices, @CurrentCaller() caller: Caller, @Headers('idempotency-key') key?: string) {
    return { area: command.area, ...await this.carriedOut(command, {}, { what: ['publish-spot-prices'], caller, key }, [VIEW]) };
  }

  @Get(':area')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'area', enum: AREAS })
  @ApiOperation({ summary: 'Every publication for the local days, and what counts interval by interval; now, or as known at an instant' })
  async show(@Param('area') area: string, @Query() query: DaysQuery) {
    const [asked, freshness] = [askedArea(area, query), await this.freshness.of(VIEW)];
    return { area, from: query.from, to: query.to, knownAt: query.knownAt ?? null, ...await this.queries.spot(asked, query.from, query.to, asOfOf(query)), freshness };
  }

  @Get(':area/completeness')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'area', enum: AREAS })
  @ApiOperation({ summary: 'For each local day how many hours and quarters have a price, and which do not' })
  async completeness(@Param('area') area: string, @Query() query: DaysQuery) {
    const [asked, freshness] = [askedArea(area, query), await this.freshness.of(VIEW)];
    const days = await this.queries.completeness(asked, query.from, query.to, asOfOf(query));
    return { area, from: query.from, to: query.to, knownAt: query.knownAt ?? null, complete: days.every((day) => day.complete), days, freshness };
  }
}

/** @throws InvalidInput with everything that is wrong with the question */
const askedArea = (area: string, { from, to }: DaysQuery): PriceArea => {
  const reasons: Reason[] = [];
  const known = AREAS.find((one) => one === area);
  const days = daysBetween(from, to);
  if (!known) reasons.push({ code: 'NOT_ALLOWED', path: '$.area', en: 'The price area is DK1 or DK2.', da: 'Prisområdet er DK1 eller DK2.' });
  if (days <= 0 || days > LONGEST_DAYS) reasons.push({ code: 'RANGE_TOO_LONG', path: '$.to', en: `to must be 1 to ${LONGEST_DAYS} days after from.`, da: `to skal ligge 1 til ${LONGEST_DAYS} dage efter from.` });
  if (!known || reasons.length > 0) throw new InvalidInput(reasons);
  return known;
};
