import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { gsrnReasons } from '#energy';
import { type CommandContext, Rejected } from '#kernel';
import { CONFIG, type Config, CurrentContext, InvalidInput, Roles, Scoped, withLogContext } from '#platform';
import type { Freshnesses } from '#projections';
import { StateMasterData } from '../commands/state-master-data.js';
import { FRESHNESS, QUERY_POOL } from '../tokens.js';
import { masterDataOn, statements } from '../views/metering-points.js';
import { gsrnFromPath } from './gsrn-from-path.js';
import { AsKnownQuery } from './as-known-query.js';

/** How long a statement waits until the view shows it, so that whoever asks next finds it. */
const READ_YOUR_WRITES_MS = 3_000;
const VIEW = 'metering_points';

@ApiTags('metering points')
@ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
@Controller('api/metering-points/:gsrn')
@Scoped('gsrn', { body: ['parentGsrn'] })
export class MeteringPointsController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(QUERY_POOL) private readonly pool: Pool,
    @Inject(FRESHNESS) private readonly freshness: Freshnesses,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Put()
  @HttpCode(200)
  @Roles('back-office', 'upstream')
  @ApiOperation({ summary: 'State what a metering point is, from a local day on. Stating the same again changes nothing' })
  async state(@Param('gsrn') gsrn: string, @Body() command: StateMasterData, @CurrentContext() context: CommandContext) {
    const reasons = [...gsrnReasons(gsrn, { strict: this.config.strictIds, path: '$.gsrn' })];
    if (command.parentGsrn !== undefined) reasons.push(...gsrnReasons(command.parentGsrn, { strict: this.config.strictIds, path: '$.parentGsrn' }));
    if (reasons.length > 0) throw new InvalidInput(reasons);
    return withLogContext({ gsrn }, async () => {
      command.gsrn = gsrn;
      command.context = context;
      const receipt = await this.commands.execute(command);
      const visible = receipt.position === undefined || await this.freshness.waitFor(VIEW, receipt.position, READ_YOUR_WRITES_MS);
      return { gsrn, ...receipt, visible };
    });
  }

  @Get()
  @Roles('back-office', 'auditor', 'upstream')
  @ApiOperation({ summary: 'What a metering point is on a day (today unless told), and everything that was ever stated about it' })
  async show(@Param('gsrn') gsrn: string, @Query() { on, knownAt }: AsKnownQuery) {
    const reasons = gsrnFromPath(gsrn);
    if (reasons.length > 0) throw new InvalidInput(reasons);
    return withLogContext({ gsrn }, async () => {
      const [found, freshness] = await Promise.all([statements(this.pool, gsrn, knownAt), this.freshness.of(VIEW)]);
      if (found.length === 0) throw new Rejected('METERING_POINT_NOT_FOUND', { gsrn });
      const day = on ?? new Date().toISOString().slice(0, 10);
      return { gsrn, on: day, masterData: masterDataOn(found, day) ?? null, statements: found, freshness };
    });
  }
}
