import { Body, Controller, Get, HttpCode, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { Pool } from 'pg';
import { type CommandContext, type EventStore, handle, Rejected } from '#kernel';
import { CurrentContext, Roles, Scoped } from '#platform';
import type { Freshnesses } from '#projections';
import { customerRequest } from '../../commands/records.js';
import { customer } from '../../domain/customer.js';
import { contractsHeld, suppliesHeld } from '../../domain/terms.js';
import { EVENT_STORE, FRESHNESS, QUERY_POOL } from '../../tokens.js';
import { contractsStated } from '../../views/contracts.js';
import { customerKnown } from '../../views/customers.js';
import { suppliesStated } from '../../views/supplies.js';
import { ALWAYS, mustBeReferences, shown, stalest } from './answers.js';
import { CustomerInput, KnownAtQuery } from './inputs.js';

/** Customers by reference. Who they are is asked at `…/person`. */
@ApiTags('customers')
@ApiParam({ name: 'customerId', example: 'c-1001', description: 'Our reference of the customer; nothing personal' })
@Controller('api/customers/:customerId')
export class CustomersController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore, @Inject(QUERY_POOL) private readonly pool: Pool, @Inject(FRESHNESS) private readonly freshness: Freshnesses) {}

  @Put()
  @HttpCode(200)
  @Roles('back-office')
  @Scoped('refused')
  @ApiOperation({ summary: 'Register a customer, or state its kind. Stating the same again changes nothing' })
  async state(@Param('customerId') customerId: string, @Body() { kind }: CustomerInput, @CurrentContext() context: CommandContext) {
    mustBeReferences({ customerId });
    const receipt = await handle(this.store, customer, customerRequest({ customerId, kind }, { context }));
    return { customerId, ...await shown(this.freshness, 'portfolio_customers', receipt) };
  }

  @Get()
  @Roles('back-office', 'auditor')
  @Scoped('customer')
  @ApiOperation({ summary: 'A customer with the points we supply, its contracts and the contracts it pays for; now, or as known at an instant' })
  async show(@Param('customerId') customerId: string, @Query() { knownAt }: KnownAtQuery) {
    mustBeReferences({ customerId });
    const asOf = knownAt === undefined ? {} : { knownAt };
    const [known, supplies, contracts, paysFor, freshness] = await Promise.all([
      customerKnown(this.pool, customerId, asOf), suppliesStated(this.pool, 'customer_id', [customerId], asOf), contractsStated(this.pool, 'customer_id', [customerId], asOf),
      contractsStated(this.pool, 'payer_id', [customerId], asOf), stalest(this.freshness, 'portfolio_customers', 'portfolio_supplies', 'portfolio_contracts'),
    ]);
    if (!known) throw new Rejected('CUSTOMER_NOT_FOUND', { customerId });
    const gsrnOf = new Map(supplies.map(({ gsrn, statement }) => [statement.supplyId, gsrn]));
    return {
      ...known, knownAt: knownAt ?? null,
      points: suppliesHeld(supplies, ALWAYS).map((supply) => ({ gsrn: gsrnOf.get(supply.supplyId), ...supply })),
      contracts: contractsHeld(contracts, ALWAYS), paysFor: await this.#paidNow(paysFor.map(({ statement }) => statement.contractId), customerId, asOf), freshness,
    };
  }

  /** A contract that named the customer as payer once may name another by now: its last statement counts. */
  async #paidNow(contractIds: readonly string[], payerId: string, asOf: { knownAt?: string }) {
    if (contractIds.length === 0) return [];
    return contractsHeld(await contractsStated(this.pool, 'contract_id', [...new Set(contractIds)], asOf), ALWAYS).filter((contract) => contract.payerId === payerId && contract.customerId !== payerId);
  }
}
