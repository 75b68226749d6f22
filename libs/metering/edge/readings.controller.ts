import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Calendar } from '#energy';
import { Rejected } from '#kernel';
import { InvalidInput, Roles, Scoped, withLogContext } from '#platform';
import type { Freshnesses } from '#projections';
import { CALENDAR, FRESHNESS, READINGS_OF_POINT } from '../tokens.js';
import type { ReadingsOfPoint } from '../views/readings-of-point.js';
import { gsrnFromPath } from './gsrn-from-path.js';
import { askedInterval, IntervalQuery, ReadingsQuery } from './readings-question.js';
import { GAPS_ANSWER, READINGS_ANSWER, VERSIONS_ANSWER } from './readings-answers.js';

const VIEW = 'metering_readings';

/** Questions about the readings of one metering point. */
@ApiTags('readings')
@ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
@Controller('api/metering-points/:gsrn')
@Roles('back-office', 'auditor')
@Scoped('gsrn')
export class ReadingsController {
  constructor(
    @Inject(READINGS_OF_POINT) private readonly readings: ReadingsOfPoint,
    @Inject(FRESHNESS) private readonly freshness: Freshnesses,
    @Inject(CALENDAR) private readonly calendar: Calendar,
  ) {}

  @Get('readings')
  @ApiOperation({ summary: 'Every interval with kWh, quality and the series it comes from; now, or as known at an instant' })
  @ApiOkResponse({ schema: READINGS_ANSWER })
  async intervals(@Param('gsrn') gsrn: string, @Query() query: ReadingsQuery) {
    return this.#ask(gsrn, async () => {
      const resolution = query.resolution ?? 'PT1H';
      const asked = this.#asked(gsrn, query, resolution);
      const [answer, freshness] = await Promise.all([this.readings.intervals({ gsrn, ...asked }, resolution), this.freshness.of(VIEW)]);
      if (answer.versions.length === 0) await this.#mustBeKnown(gsrn);
      return { ...this.#head(gsrn, query, asked), resolution, ...answer, freshness };
    });
  }

  @Get('readings/versions')
  @ApiOperation({ summary: 'Every series that was ever received for the interval, in the order of registration' })
  @ApiOkResponse({ schema: VERSIONS_ANSWER })
  async versions(@Param('gsrn') gsrn: string, @Query() query: IntervalQuery) {
    return this.#ask(gsrn, async () => {
      const asked = this.#asked(gsrn, query, 'PT15M');
      const [versions, freshness] = await Promise.all([this.readings.versions({ gsrn, ...asked }), this.freshness.of(VIEW)]);
      if (versions.length === 0) await this.#mustBeKnown(gsrn);
      return { ...this.#head(gsrn, query, asked), versions, freshness };
    });
  }

  @Get('gaps')
  @ApiOperation({ summary: 'The runs of missing quarters: not received, or reported as missing' })
  @ApiOkResponse({ schema: GAPS_ANSWER })
  async gaps(@Param('gsrn') gsrn: string, @Query() query: IntervalQuery) {
    return this.#ask(gsrn, async () => {
      const asked = this.#asked(gsrn, query, 'PT15M');
      await this.#mustBeKnown(gsrn);
      const [gaps, freshness] = await Promise.all([this.readings.gaps({ gsrn, ...asked }), this.freshness.of(VIEW)]);
      return { ...this.#head(gsrn, query, asked), gaps, freshness };
    });
  }

  #ask<T>(gsrn: string, work: () => Promise<T>): Promise<T> {
    return withLogContext({ gsrn }, work);
  }

  /** A point of which we have never heard has no readings that could be missing. @throws Rejected METERING_POINT_NOT_FOUND */
  async #mustBeKnown(gsrn: string): Promise<void> {
    if (!(await this.readings.isKnown(gsrn))) throw new Rejected('METERING_POINT_NOT_FOUND', { gsrn, detail: 'Nothing was ever received or stated about this metering point.' });
  }

  /** Both the point and the interval are looked at before anything is said. */
  #asked(gsrn: string, query: IntervalQuery, resolution: Parameters<typeof askedInterval>[1]) {
    const reasons = gsrnFromPath(gsrn);
    try {
      const asked = askedInterval(query, resolution, this.calendar);
      if (reasons.length === 0) return asked;
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      reasons.push(...error.reasons);
    }
    throw new InvalidInput(reasons);
  }

  #head(gsrn: string, query: IntervalQuery, { from, to, knownAt }: ReturnType<typeof askedInterval>) {
    return { gsrn, from: new Date(from).toISOString(), to: new Date(to).toISOString(), knownAt: query.knownAt === undefined ? null : knownAt!, zone: this.calendar.zone };
  }
}
