import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { type CommandContext, type EventStore, handle, Rejected } from '#kernel';
import { type Caller, CONFIG, type Config, CurrentCaller, CurrentContext, maySee, Roles, Scoped } from '#platform';
import type { Freshnesses } from '#projections';
import { contractRequest } from '../../commands/records.js';
import { contract } from '../../domain/contract.js';
import { contractsHeld } from '../../domain/terms.js';
import { EVENT_STORE, FRESHNESS, QUERY_POOL } from '../../tokens.js';
import { contractsStated } from '../../views/contracts.js';
import { ALWAYS, mustBeGsrn, mustBeReferences, shown } from './answers.js';
import { ContractInput, KnownAtQuery } from './inputs.js';

const VIEW = 'portfolio_contracts';

/** What was agreed for a point. */
@ApiTags('contracts')
@ApiParam({ name: 'contractId', example: 'k-5001' })
@Controller('api/contracts/:contractId')
export class ContractsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore, @Inject(QUERY_POOL) private readonly pool: Pool,
    @Inject(FRESHNESS) private readonly freshness: Freshnesses, @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Put()
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'State a contract: always the whole of it. The first statement signs it, later ones amend or end it' })
  async state(@Param('contractId') contractId: string, @Body() input: ContractInput, @CurrentContext() context: CommandContext) {
    mustBeReferences({ contractId });
    mustBeGsrn(input.gsrn, { strict: this.config.strictIds });
    const receipt = await handle(this.store, contract, contractRequest({ contractId, ...input }, { context }));
    return { contractId, ...await shown(this.freshness, VIEW, receipt) };
  }

  @Get()
  @Roles('back-office', 'auditor')
  @Scoped('object')
  @ApiOperation({ summary: 'A contract as stated last, and every statement before; now, or as known at an instant' })
  async show(@Param('contractId') contractId: string, @Query() { knownAt }: KnownAtQuery, @CurrentCaller() caller: Caller) {
    mustBeReferences({ contractId });
    const [stated, freshness] = await Promise.all([contractsStated(this.pool, 'contract_id', [contractId], knownAt === undefined ? {} : { knownAt }), this.freshness.of(VIEW)]);
    const [first] = stated;
    const visible = maySee(caller, { ...(first && { gsrn: first.statement.gsrn, customerId: first.statement.customerId }) });
    if (!first || !visible) throw new Rejected('CONTRACT_NOT_FOUND', { contractId });
    const versions = stated.map(({ statement, heard }) => ({ ...statement, heard }));
    return { contractId, knownAt: knownAt ?? null, contract: contractsHeld(stated, ALWAYS)[0] ?? null, versions, freshness };
  }
}
