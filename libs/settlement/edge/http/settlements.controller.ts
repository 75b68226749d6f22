import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import { firstOfMonth, nextMonth } from '#energy';
import { type EventStore, Rejected } from '#kernel';
import { type Caller, CurrentCaller, InvalidInput, IsInstant, maySee, Roles, Scoped, withLogContext } from '#platform';
import type { Freshnesses } from '#projections';
import { explainSettlement, type ExplainParts } from '../../commands/explain-settlement.js';
import { closedBy, type KnownIssue, issueAsKnown } from '../../commands/issue-as-known.js';
import { EXPLAIN_PARTS, SETTLEMENT_FRESHNESS, SETTLEMENT_QUESTIONS, SETTLEMENT_STORE } from '../../tokens.js';
import type { SettlementQuestions, SettlementVersion } from '../../views/settlement-questions.js';
import { gsrnReasonsOf, periodReasons } from './path-reasons.js';

export class KnownAtQuery {
  @ApiPropertyOptional({ example: '2025-11-05T12:00:00Z', description: 'With what had been said by this instant, UTC; the `knownAt` of an answer gives that answer again' })
  @IsOptional() @IsInstant()
  readonly knownAt?: string;
}

export class ExplainQuery extends KnownAtQuery {
  @ApiPropertyOptional({ example: 'charge/5790000432752/tariff/40000', description: 'Only this line; absent = all' })
  @IsOptional() @IsString() @MaxLength(300)
  readonly line?: string;

  @ApiPropertyOptional({ description: 'Which version of the settlement: 0 = the first figures, n = the n-th correction; absent = the newest' })
  @IsOptional() @Type(() => Number) @IsInt() @Min(0)
  readonly number?: number;
}

const VIEW = 'settlement_versions';

/** What a point costs in a period, and why. */
@ApiTags('settlements')
@ApiParam({ name: 'gsrn', example: '571313900000000016', description: 'GSRN of the metering point, 18 digits' })
@ApiParam({ name: 'period', example: '2025-01', description: 'First local day of the period, or the month in which it begins' })
@Controller('api/settlements/:gsrn/:period')
@Roles('back-office', 'auditor')
@Scoped('object')
export class SettlementsController {
  constructor(
    @Inject(SETTLEMENT_QUESTIONS) private readonly questions: SettlementQuestions,
    @Inject(SETTLEMENT_FRESHNESS) private readonly freshness: Freshnesses,
    @Inject(EXPLAIN_PARTS) private readonly explainParts: ExplainParts,
    @Inject(SETTLEMENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The settlement of a point and a period: lines, VAT and total; what was said before it; what is missing, when something is' })
  async show(@Param('gsrn') gsrn: string, @Param('period') period: string, @Query() { knownAt }: KnownAtQuery, @CurrentCaller() caller: Caller) {
    return withLogContext({ gsrn }, async () => {
      const from = await this.#firstDay(gsrn, period);
      const [all, found, freshness] = await Promise.all([this.questions.versions(gsrn, from, knownAt === undefined ? {} : { knownAt }), this.#issue(gsrn, from, knownAt), this.freshness.of(VIEW)]);
      const versions = all.filter(({ said: { customerId } }) => maySee(caller, { gsrn, customerId })); // another customer's of the same days is not theirs to see
      const newest = versions.at(-1);
      const issue = found && maySee(caller, { gsrn, ...customerOf(found.customerId) }) && !closedBy(all.at(-1), found) ? found : undefined;
      if (!newest && !issue) throw new Rejected('SETTLEMENT_NOT_FOUND', { gsrn, period });
      const lastSaidAt = [newest?.knownAt ?? '', issue?.changedAt ?? ''].sort().at(-1)!;
      return { ...(newest ? shown(newest) : { gsrn, from, to: issue!.to, status: 'blocked' }), knownAt: lastSaidAt, issue: issue ?? null, said: versions.map(overviewOf), freshness };
    });
  }

  @Get('explain')
  @ApiOperation({ summary: 'Why: amount, line, interval, reading and price with the event and message each came in; computed again from these leaves, and whether that gives what was stated' })
  async explain(@Param('gsrn') gsrn: string, @Param('period') period: string, @Query() query: ExplainQuery, @CurrentCaller() caller: Caller) {
    return withLogContext({ gsrn }, async () => {
      const from = await this.#firstDay(gsrn, period);
      const explained = await explainSettlement(this.explainParts, { gsrn, from, ...(query.line !== undefined && { line: query.line }), ...(query.knownAt !== undefined && { knownAt: query.knownAt }), ...(query.number !== undefined && { number: query.number }) });
      if (!maySee(caller, { gsrn, customerId: explained.customerId })) throw new Rejected('SETTLEMENT_NOT_FOUND', { gsrn, period });
      return explained;
    });
  }

  /** What the period lacks, or lacked as known at an instant. */
  async #issue(gsrn: string, from: string, knownAt: string | undefined): Promise<KnownIssue | undefined> {
    if (knownAt !== undefined) return issueAsKnown(this.store, gsrn, from, knownAt);
    const found = (await this.questions.issues({ gsrn, from, limit: 1 })).issues[0];
    return found && found.status !== 'resolved'
      ? { gsrn, from, to: found.to, status: found.status, reasons: found.reasons, customerId: found.customerId, changedAt: found.changedAt } : undefined;
  }

  /** The first day that the path means. A month in which two periods begin (a move) needs the day. */
  async #firstDay(gsrn: string, period: string): Promise<string> {
    const reasons = [...gsrnReasonsOf(gsrn), ...periodReasons(period)];
    if (reasons.length > 0) throw new InvalidInput(reasons);
    if (period.length > 'YYYY-MM'.length) return period;
    const days = await this.questions.firstDays(gsrn, { from: firstOfMonth(period), to: firstOfMonth(nextMonth(period)) });
    if (days.length > 1) throw new Rejected('SEVERAL_PERIODS', { gsrn, period, firstDays: days, detail: 'More than one period begins in this month. Ask with its first day.' });
    return days[0] ?? firstOfMonth(period);
  }
}

const customerOf = (customerId: string | null) => (customerId === null ? {} : { customerId });

/** The figures of a version as an answer. */
const shown = ({ kind, number, said }: SettlementVersion) => {
  const { gsrn, from, to, settlementId, supplyId, contractId, customerId, payerId, priceArea, askedBy } = said;
  const head = { gsrn, from, to, status: kind === 'reversed' ? 'reversed' : 'settled', settlementId, number, supplyId, contractId, customerId, payerId, priceArea, askedBy };
  if (!('lines' in said)) return { ...head, lines: [], vat: [], subtotalDkk: '0.00', vatDkk: '0.00', totalDkk: '0.00', reason: said.reason };
  const { lines, vat, subtotalDkk, vatDkk, totalDkk, energyKwh, basis } = said;
  return { ...head, lines, vat, subtotalDkk, vatDkk, totalDkk, energyKwh, basis };
};

/** One thing that was said, and what it added. */
const overviewOf = ({ kind, number, settlementId, said, knownAt, position, stream, revision }: SettlementVersion) => {
  const { lines, vat, subtotalDkk, vatDkk, totalDkk } = 'delta' in said ? said.delta : said;
  return { kind, number, settlementId, added: { lines: lines.map(({ id, name, unit, quantity, amountDkk }) => ({ id, name, unit, quantity, amountDkk })), vat, subtotalDkk, vatDkk, totalDkk }, askedBy: said.askedBy, knownAt, position, stream, revision };
};
