import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type CommandContext, type EventStore, fold, handle, Rejected } from '#kernel';
import { CurrentContext, LOG, type Log, NoStoredReply, Roles, Scoped } from '#platform';
import type { Freshnesses } from '#projections';
import { customer, type CustomerCommand, customerStream } from '../../domain/customer.js';
import type { CustomerEvent } from '../../domain/events.js';
import { EVENT_STORE, FRESHNESS, VAULT } from '../../tokens.js';
import type { Vault } from '../../vault/vault.js';
import { mustBeReferences, shown } from './answers.js';
import { KnownAtQuery } from './inputs.js';
import { PersonInput } from './person-input.js';

/** Personal data: in and out here and nowhere else. Every look at them is noted in the log, without them. */
@ApiTags('personal data')
@ApiParam({ name: 'customerId', example: 'c-1001' })
@Controller('api/customers/:customerId/person')
@Roles('back-office')
@Scoped('refused')
export class PersonsController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore, @Inject(VAULT) private readonly vault: Vault,
    @Inject(FRESHNESS) private readonly freshness: Freshnesses, @Inject(LOG) private readonly log: Log,
  ) {}

  @Put()
  @HttpCode(200)
  @NoStoredReply()
  @ApiOperation({ summary: 'State who a customer is: the whole statement. Kept encrypted under a key of this person; events only say that it was stated' })
  async state(@Param('customerId') customerId: string, @Body() person: PersonInput, @CurrentContext() context: CommandContext) {
    mustBeReferences({ customerId });
    await this.#mustBeOpen(customerId);
    const version = await this.vault.put(customerId, person);
    const receipt = await this.#note(customerId, context, { type: 'NotePerson', data: { customerId, version } });
    this.log.info({ customerId, version }, 'personal data stated');
    return { customerId, version, ...await shown(this.freshness, 'portfolio_customers', receipt) };
  }

  @Get()
  @ApiOperation({ summary: 'Who a customer is, as stated last or by an instant. 410 once the data were deleted' })
  async show(@Param('customerId') customerId: string, @Query() { knownAt }: KnownAtQuery) {
    mustBeReferences({ customerId });
    const found = await this.vault.get(customerId, knownAt);
    if (!found) throw new Rejected('PERSON_NOT_FOUND', { customerId });
    this.log.info({ customerId, version: found.version }, 'personal data read');
    return { customerId, ...found };
  }

  @Delete()
  @HttpCode(200)
  @ApiOperation({ summary: 'Delete the personal data: the key of this person is destroyed, and no copy anywhere can be read again. Everything else about the customer stays' })
  async forget(@Param('customerId') customerId: string, @CurrentContext() context: CommandContext) {
    mustBeReferences({ customerId });
    if (!(await this.vault.forget(customerId))) throw new Rejected('PERSON_NOT_FOUND', { customerId });
    const receipt = await this.#note(customerId, context, { type: 'NoteForgotten', data: { customerId } });
    this.log.info({ customerId }, 'personal data deleted');
    return { customerId, ...await shown(this.freshness, 'portfolio_customers', receipt) };
  }

  #note(customerId: string, context: CommandContext, command: CustomerCommand) {
    return handle(this.store, customer, { stream: customerStream(customerId), context, command });
  }

  /** Before anything is put into the vault: somebody nobody knows, or who was forgotten, leaves no row there. */
  async #mustBeOpen(customerId: string): Promise<void> {
    const events: CustomerEvent[] = [];
    for await (const event of this.store.readStream<CustomerEvent>(customerStream(customerId))) events.push(event);
    const state = fold(customer, events);
    if (state.status === 'unknown') throw new Rejected('CUSTOMER_NOT_FOUND', { customerId });
    if (state.forgotten) throw new Rejected('PERSON_GONE', { customerId, detail: 'The personal data of this customer were deleted for good. Register a new customer.' });
  }
}

/** The keys of the keys. */
@ApiTags('personal data')
@Controller('api/vault')
export class VaultController {
  constructor(@Inject(VAULT) private readonly vault: Vault, @Inject(LOG) private readonly log: Log) {}

  @Post('rewrap')
  @HttpCode(200)
  @Roles('admin')
  @Scoped('refused')
  @ApiOperation({ summary: 'Seal every person\'s key by the current master key, so that the one before it can be destroyed. May be repeated' })
  async rewrap() {
    const rewrapped = await this.vault.rewrap();
    this.log.info({ rewrapped }, 'keys sealed by the current master key');
    return { rewrapped };
  }
}
