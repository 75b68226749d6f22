import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { daysBetween, gsrnReasons } from '#energy';
import { type CommandContext, type EventStore, type Reason, type Receipt, Rejected, UUID } from '#kernel';
import { type Caller, CONFIG, type Config, CurrentCaller, CurrentContext, InvalidInput, Roles, Scoped } from '#platform';
import type { Freshnesses } from '#projections';
import { requestSettlementRun } from '../../commands/runs/request-run.js';
import { type Steering, steerRun } from '../../commands/runs/steer-run.js';
import type { RunLines, RunLinesPage } from '../../views/run-lines.js';
import type { SettlementRuns } from '../../views/runs-queries.js';
import { RunBatchesQuery, RunLinesQuery, RunRequestInput, RunsQuery } from './run-inputs.js';
import { RUN_LINES, RUNS, RUNS_FRESHNESS, RUNS_STORE } from './tokens.js';

/** How long a command waits until the view shows it, so that whoever asks next finds it. */
const READ_YOUR_WRITES_MS = 3_000;
const RUNS_VIEW = 'settlement_runs';
const BATCHES_VIEW = 'settlement_run_batches';
const VERSIONS_VIEW = 'settlement_versions';
/** Readings are corrected up to three years back; nobody settles more in one run. */
const LONGEST_DAYS = 1_200;
const ONCE = { name: 'idempotency-key', required: false, description: 'The same key is carried out once' } as const;

/** Settling many points at once: asking for it, watching it, halting it. */
@ApiTags('settlement runs')
@Controller('api/settlement/runs')
@Scoped('refused')
export class SettlementRunsController {
  constructor(
    @Inject(RUNS_STORE) private readonly store: EventStore,
    @Inject(RUNS) private readonly runs: SettlementRuns,
    @Inject(RUN_LINES) private readonly runLines: RunLines,
    @Inject(RUNS_FRESHNESS) private readonly freshness: Freshnesses,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(202)
  @Roles('back-office')
  @ApiHeader(ONCE)
  @ApiOperation({ summary: 'Ask for every planned period that ends in the period to be settled. 202 means that the run is recorded; it is planned and worked from there' })
  async request(@Body() { period, scope = {}, batchSize }: RunRequestInput, @CurrentCaller() caller: Caller, @CurrentContext() context: CommandContext) {
    const reasons: Reason[] = (scope.gsrns ?? []).flatMap((gsrn, at) => [...gsrnReasons(gsrn, { strict: this.config.strictIds, path: `$.scope.gsrns[${at}]` })]);
    const days = daysBetween(period.from, period.to);
    if (days < 1 || days > LONGEST_DAYS) reasons.push({ code: 'RANGE_TOO_LONG', path: '$.period.to', en: `to must be 1 to ${LONGEST_DAYS} days after from`, da: `to skal ligge 1 til ${LONGEST_DAYS} dage efter from` });
    if (reasons.length > 0) throw new InvalidInput(reasons);
    const receipt = await requestSettlementRun(this.store, { period, scope, requestedBy: caller.name, ...(batchSize !== undefined && { batchSize }) }, context);
    return { ...receipt, visible: await this.#shown(receipt) };
  }

  @Get()
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'Settlement runs, the newest first, page by page' })
  async list(@Query() { limit = 100, ...filter }: RunsQuery) {
    const [page, freshness] = await Promise.all([this.runs.list({ ...filter, limit }), this.freshness.of(RUNS_VIEW)]);
    return { ...page, freshness };
  }

  @Get(':runId')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'runId', description: 'As the answer to the request names it' })
  @ApiOperation({ summary: 'One run: how it stands, how far it is, what came out, how fast it goes and when it should be done' })
  async show(@Param('runId') runId: string) {
    const [run, freshness] = await Promise.all([this.runs.find(known(runId)), this.freshness.of(RUNS_VIEW)]);
    if (!run) throw new Rejected('SETTLEMENT_RUN_NOT_FOUND', { runId });
    return { ...run, freshness };
  }

  @Get(':runId/batches')
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'The batches of a run that are settled, with their counts, by number, page by page' })
  async batches(@Param('runId') runId: string, @Query() { limit = 100, cursor = 0 }: RunBatchesQuery) {
    await this.show(runId);
    const [page, freshness] = await Promise.all([this.runs.batches(runId, cursor, limit), this.freshness.of(BATCHES_VIEW)]);
    return { runId, ...page, freshness };
  }

  @Get(':runId/lines')
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'What a run settled, corrected or took back: every period with its lines, page by page. What it could not settle: GET /api/settlement/issues?runId=' })
  async lines(@Param('runId') runId: string, @Query() { limit = 100, cursor }: RunLinesQuery) {
    await this.show(runId);
    const [page, freshness] = await Promise.all([this.#linesOrBadCursor(runId, limit, cursor), this.freshness.of(VERSIONS_VIEW)]);
    return { runId, ...page, freshness };
  }

  @Post(':runId/pause')
  @HttpCode(200)
  @Roles('back-office')
  @ApiHeader(ONCE)
  @ApiOperation({ summary: 'Halt a run: batches in hand are finished, open ones are left alone until it goes on' })
  pause(@Param('runId') runId: string, @CurrentContext() context: CommandContext) {
    return this.#steer(runId, 'pause', context);
  }

  @Post(':runId/resume')
  @HttpCode(200)
  @Roles('back-office')
  @ApiHeader(ONCE)
  @ApiOperation({ summary: 'Let a paused run go on' })
  resume(@Param('runId') runId: string, @CurrentContext() context: CommandContext) {
    return this.#steer(runId, 'resume', context);
  }

  @Post(':runId/cancel')
  @HttpCode(200)
  @Roles('back-office')
  @ApiHeader(ONCE)
  @ApiOperation({ summary: 'End a run: open batches are not worked any more; what is settled stays' })
  cancel(@Param('runId') runId: string, @CurrentContext() context: CommandContext) {
    return this.#steer(runId, 'cancel', context);
  }

  async #steer(runId: string, how: Steering, context: CommandContext) {
    const receipt = await steerRun(this.store, known(runId), how, context);
    return { runId, ...receipt, visible: await this.#shown(receipt) };
  }

  async #linesOrBadCursor(runId: string, limit: number, cursor: string | undefined): Promise<RunLinesPage> {
    try {
      return await this.runLines({ runId, limit, ...(cursor !== undefined && { cursor }) });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InvalidInput([{ code: 'BAD_CURSOR', path: '$.cursor', en: 'The cursor is not one of ours. Begin without a cursor', da: 'Markøren er ikke en af vores. Begynd uden markør' }]);
    }
  }

  async #shown({ position }: Receipt): Promise<boolean> {
    return position === undefined || this.freshness.waitFor(RUNS_VIEW, position, READ_YOUR_WRITES_MS);
  }
}

/** The id as it is, when it can be one of a run. */
const known = (runId: string): string => {
  if (UUID.test(runId)) return runId.toLowerCase();
  throw new Rejected('SETTLEMENT_RUN_NOT_FOUND', { runId });
};
