import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { glnReasons } from '#energy';
import { type CommandContext, type EventStore, handle, type Reason } from '#kernel';
import { CONFIG, type Config, CurrentContext, InvalidInput, Roles, Scoped } from '#platform';
import type { Freshnesses } from '#projections';
import { heatingRequest, linkRequest } from '../../commands/records.js';
import { heating } from '../../domain/heating.js';
import { links } from '../../domain/links.js';
import { CHARGE_CODE, CHARGE_TYPES } from '../../domain/shapes.js';
import { heatingHeld, linksHeld } from '../../domain/terms.js';
import { EVENT_STORE, FRESHNESS, QUERY_POOL } from '../../tokens.js';
import { linksStated } from '../../views/charge-links.js';
import { heatingStated } from '../../views/heating.js';
import { ALWAYS, mustBeGsrn, shown } from './answers.js';
import { ChargeLinkInput, HeatingInput, KnownAtQuery } from './inputs.js';

/** Which charges a point pays, and whether its home is entitled to reduced electricity tax. */
@ApiTags('terms of a point')
@ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
@Controller('api/metering-points/:gsrn')
export class PointTermsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore, @Inject(QUERY_POOL) private readonly pool: Pool,
    @Inject(FRESHNESS) private readonly freshness: Freshnesses, @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Put('charge-links/:owner/:type/:code')
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiParam({ name: 'owner', example: '5790000432752', description: 'GLN of the charge\'s owner' })
  @ApiParam({ name: 'type', enum: CHARGE_TYPES })
  @ApiParam({ name: 'code', example: '40000' })
  @ApiOperation({ summary: 'State a charge link: from when the point pays the charge, until when, and how many times. A link that begins later takes the place of an earlier one' })
  async link(@Param('gsrn') gsrn: string, @Param('owner') owner: string, @Param('type') type: string, @Param('code') code: string, @Body() input: ChargeLinkInput, @CurrentContext() context: CommandContext) {
    mustBeGsrn(gsrn, { strict: this.config.strictIds });
    const charge = this.#charge(owner, type, code);
    const receipt = await handle(this.store, links, linkRequest({ gsrn, ...charge, ...input }, { context }));
    return { gsrn, ...charge, from: input.from, ...await shown(this.freshness, 'portfolio_charge_links', receipt) };
  }

  @Get('charge-links')
  @Roles('back-office', 'auditor')
  @Scoped('gsrn')
  @ApiOperation({ summary: 'The charge links of a point that hold, and everything that was ever stated about them; now, or as known at an instant' })
  async links(@Param('gsrn') gsrn: string, @Query() { knownAt }: KnownAtQuery) {
    mustBeGsrn(gsrn, { strict: false });
    const [stated, freshness] = await Promise.all([linksStated(this.pool, [gsrn], knownAt === undefined ? {} : { knownAt }), this.freshness.of('portfolio_charge_links')]);
    return { gsrn, knownAt: knownAt ?? null, links: linksHeld(stated, ALWAYS), versions: stated.map(({ statement, heard }) => ({ ...statement, heard })), freshness };
  }

  @Put('electrical-heating')
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'State from when to when the home is entitled to reduced electricity tax' })
  async heat(@Param('gsrn') gsrn: string, @Body() input: HeatingInput, @CurrentContext() context: CommandContext) {
    mustBeGsrn(gsrn, { strict: this.config.strictIds });
    const receipt = await handle(this.store, heating, heatingRequest({ gsrn, ...input }, { context }));
    return { gsrn, from: input.from, ...await shown(this.freshness, 'portfolio_heating', receipt) };
  }

  @Get('electrical-heating')
  @Roles('back-office', 'auditor')
  @Scoped('gsrn')
  @ApiOperation({ summary: 'When the home is entitled to reduced electricity tax, and everything that was ever stated about it; now, or as known at an instant' })
  async heated(@Param('gsrn') gsrn: string, @Query() { knownAt }: KnownAtQuery) {
    mustBeGsrn(gsrn, { strict: false });
    const [stated, freshness] = await Promise.all([heatingStated(this.pool, [gsrn], knownAt === undefined ? {} : { knownAt }), this.freshness.of('portfolio_heating')]);
    return { gsrn, knownAt: knownAt ?? null, heating: heatingHeld(stated, ALWAYS), versions: stated.map(({ statement, heard }) => ({ ...statement, heard })), freshness };
  }

  #charge(owner: string, type: string, code: string) {
    const reasons: Reason[] = [...glnReasons(owner, { strict: this.config.strictIds, path: '$.owner' })];
    const found = CHARGE_TYPES.find((one) => one === type);
    if (!found) reasons.push({ code: 'NOT_ALLOWED', path: '$.type', en: `The type must be one of ${CHARGE_TYPES.join(', ')}.`, da: `Typen skal være en af ${CHARGE_TYPES.join(', ')}.` });
    if (!CHARGE_CODE.test(code)) reasons.push({ code: 'WRONG_FORMAT', path: '$.code', en: 'This cannot be the code of a charge.', da: 'Dette kan ikke være en afgifts kode.' });
    if (reasons.length > 0 || !found) throw new InvalidInput(reasons);
    return { owner, type: found, code };
  }
}
