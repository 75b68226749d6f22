import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { daysBetween } from '#energy';
import { type CommandContext, type Reason, type Receipt, Rejected, UUID } from '#kernel';
import { CurrentContext, InvalidInput, Roles, Scoped } from '#platform';
import { requestRun, turnRun } from '../commands/request-run.js';
import type { RunScope } from '../domain/invoice-run.js';
import { MAIN_SERIES } from '../domain/series.js';
import { BILLING, type BillingParts } from '../tokens.js';
import { cursorOf, readCursor } from '../views/invoice-list.js';
import { countFreePayers } from '../views/free-periods.js';
import { runStand, runStands } from '../views/runs.js';
import { RunInput, RunsQuery, type ScopeInput } from './invoice-inputs.js';
import { orBadCursor } from './page-of-invoices.js';
import { today } from './today.js';

const READ_YOUR_WRITES_MS = 3_000;
const VIEW = 'billing_runs';
/** Corrections reach three years back; nobody invoices more in one run. */
const LONGEST_DAYS = 1_200;

/** Issuing many documents at once: asking for it, watching it, halting it. */
@ApiTags('invoice runs')
@Controller('api/invoices/runs')
@Scoped('refused')
export class InvoiceRunsController {
  constructor(@Inject(BILLING) private readonly billing: BillingParts) {}

  @Post()
  @HttpCode(202)
  @Roles('back-office')
  @ApiOperation({ summary: 'Ask for one invoice a payer of all settled periods that end in the period, and for the issue of all drafts. 202: the run is recorded and goes on from there' })
  async request(@Body() { period, series = MAIN_SERIES, issuedOn, scope = {} }: RunInput, @CurrentContext() context: CommandContext) {
    const reasons: Reason[] = [];
    const days = daysBetween(period.from, period.to);
    if (days < 1 || days > LONGEST_DAYS) reasons.push({ code: 'RANGE_TOO_LONG', path: '$.period.to', en: `to must be 1 to ${LONGEST_DAYS} days after from`, da: `to skal ligge 1 til ${LONGEST_DAYS} dage efter from` });
    if (Object.values(scope).filter((list) => list !== undefined).length > 1) reasons.push({ code: 'ONE_SCOPE', path: '$.scope', en: 'Name payers, customers or gsrns, not several of them', da: 'Nævn payers, customers eller gsrns, ikke flere af dem' });
    if (reasons.length > 0) throw new InvalidInput(reasons);
    const asked = { period: { from: period.from, to: period.to }, series, issuedOn: issuedOn ?? today(this.billing), scope: runScopeOf(scope), requestedBy: context.actor ?? '' };
    return this.#answer(await requestRun(this.billing.store, asked, context));
  }

  @Get()
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'Runs, the newest first, page by page' })
  async list(@Query() { status, limit = 100, cursor }: RunsQuery) {
    const after = await orBadCursor(() => Promise.resolve().then(() => (cursor === undefined ? undefined : readCursor(cursor))));
    const found = await runStands(this.billing.pool, { limit: limit + 1, ...(status !== undefined && { status }), ...(after && { after }) });
    const runs = found.slice(0, limit);
    const last = found.length > limit ? runs.at(-1) : undefined;
    return { runs, ...(last && { next: cursorOf([last.requestedAt, last.runId]) }), freshness: await this.billing.freshness.of(VIEW) };
  }

  @Get(':runId')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'runId', description: 'As the answer to the request names it' })
  @ApiOperation({ summary: 'One run: how it stands, what it issued, how fast, whom it could not invoice and why. Its documents: GET /api/invoices?run=' })
  async show(@Param('runId') runId: string) {
    const [run, freshness] = await Promise.all([runStand(this.billing.pool, known(runId)), this.billing.freshness.of(VIEW)]);
    if (!run) throw new Rejected('RUN_NOT_FOUND', { runId });
    const payersLeft = run.status === 'running' || run.status === 'paused' ? await countFreePayers(this.billing.pool, run) : 0;
    return { ...run, payersLeft, secondsLeft: run.perSecond ? Math.round(payersLeft / run.perSecond) : null, freshness };
  }

  @Post(':runId/pause')
  @HttpCode(200)
  @Roles('back-office')
  @ApiOperation({ summary: 'Halt a run: the batch in hand is finished, nothing more is begun until it goes on' })
  pause(@Param('runId') runId: string, @CurrentContext() context: CommandContext) {
    return this.#turn(runId, 'Pause', context);
  }

  @Post(':runId/resume')
  @HttpCode(200)
  @Roles('back-office')
  @ApiOperation({ summary: 'Let a paused run go on' })
  resume(@Param('runId') runId: string, @CurrentContext() context: CommandContext) {
    return this.#turn(runId, 'Resume', context);
  }

  @Post(':runId/cancel')
  @HttpCode(200)
  @Roles('back-office')
  @ApiOperation({ summary: 'End a run: the batch in hand is finished; what is issued stays issued' })
  cancel(@Param('runId') runId: string, @CurrentContext() context: CommandContext) {
    return this.#turn(runId, 'Cancel', context);
  }

  async #turn(runId: string, turn: 'Pause' | 'Resume' | 'Cancel', context: CommandContext) {
    return this.#answer({ runId, ...(await turnRun(this.billing.store, known(runId), turn, context)) });
  }

  async #answer<R extends Receipt>(receipt: R) {
    return { ...receipt, visible: receipt.position === undefined || await this.billing.freshness.waitFor(VIEW, receipt.position, READ_YOUR_WRITES_MS) };
  }
}

/** The id as it is, when it can be one of a run. */
const known = (runId: string): string => {
  if (UUID.test(runId)) return runId.toLowerCase();
  throw new Rejected('RUN_NOT_FOUND', { runId });
};

const runScopeOf = ({ payers, customers, gsrns }: ScopeInput): RunScope => {
  if (payers) return { payers };
  if (customers) return { customers };
  return gsrns ? { gsrns } : { all: true };
};
