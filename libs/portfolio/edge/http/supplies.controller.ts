import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { type CommandContext, derivedId, type EventStore, handle } from '#kernel';
import { CONFIG, type Config, CurrentContext, Roles, Scoped } from '#platform';
import type { Freshnesses } from '#projections';
import { supplyRequest, type SupplyRecord } from '../../commands/records.js';
import { supply } from '../../domain/supply.js';
import { suppliesHeld } from '../../domain/terms.js';
import { EVENT_STORE, FRESHNESS, QUERY_POOL } from '../../tokens.js';
import { suppliesStated } from '../../views/supplies.js';
import { ALWAYS, mustBeGsrn, mustBeReferences, shown } from './answers.js';
import { KnownAtQuery, SupplyEndInput, SupplyInput, SupplyReversalInput, SupplyStartInput } from './inputs.js';

const VIEW = 'portfolio_supplies';

/** When a point is supplied by us, and to whom. */
@ApiTags('supplies')
@ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
@Controller('api/metering-points/:gsrn/supplies')
export class SuppliesController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore, @Inject(QUERY_POOL) private readonly pool: Pool,
    @Inject(FRESHNESS) private readonly freshness: Freshnesses, @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'Begin to supply a point. Refused when another supply of the point touches the days' })
  start(@Param('gsrn') gsrn: string, @Body() { supplyId, customerId, from, to }: SupplyInput, @CurrentContext() context: CommandContext) {
    return this.#decide({ action: 'start', gsrn, supplyId: supplyId ?? derivedId('supply', gsrn, context.commandId), customerId, from, ...(to !== undefined && { to }) }, context);
  }

  @Post(':supplyId/end')
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'Say when a supply ends, or that it ends on another day than was said before' })
  end(@Param('gsrn') gsrn: string, @Param('supplyId') supplyId: string, @Body() { to, reason }: SupplyEndInput, @CurrentContext() context: CommandContext) {
    return this.#decide({ action: 'end', gsrn, supplyId, to, reason }, context);
  }

  @Post(':supplyId/correct-start')
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'Erroneous move (BRS-011): the supply began on another day, earlier or later' })
  correctStart(@Param('gsrn') gsrn: string, @Param('supplyId') supplyId: string, @Body() { from }: SupplyStartInput, @CurrentContext() context: CommandContext) {
    return this.#decide({ action: 'correctStart', gsrn, supplyId, from }, context);
  }

  @Post(':supplyId/reverse')
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'Erroneous switch (BRS-003): the point never was ours in this supply' })
  reverse(@Param('gsrn') gsrn: string, @Param('supplyId') supplyId: string, @Body() { reason }: SupplyReversalInput, @CurrentContext() context: CommandContext) {
    return this.#decide({ action: 'reverse', gsrn, supplyId, reason }, context);
  }

  @Get()
  @Roles('back-office', 'auditor')
  @Scoped('gsrn')
  @ApiOperation({ summary: 'The supplies of a point that hold, and everything that was ever stated about them; now, or as known at an instant' })
  async list(@Param('gsrn') gsrn: string, @Query() { knownAt }: KnownAtQuery) {
    mustBeGsrn(gsrn, { strict: false });
    const [stated, freshness] = await Promise.all([suppliesStated(this.pool, 'gsrn', [gsrn], knownAt === undefined ? {} : { knownAt }), this.freshness.of(VIEW)]);
    return { gsrn, knownAt: knownAt ?? null, supplies: suppliesHeld(stated, ALWAYS), versions: stated.map(({ statement, gsrn: _, ...rest }) => ({ ...statement, ...rest })), freshness };
  }

  async #decide(record: SupplyRecord, context: CommandContext) {
    mustBeGsrn(record.gsrn, { strict: this.config.strictIds });
    mustBeReferences({ supplyId: record.supplyId });
    const receipt = await handle(this.store, supply, supplyRequest(record, { context }));
    return { gsrn: record.gsrn, supplyId: record.supplyId, ...await shown(this.freshness, VIEW, receipt) };
  }
}
