import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { glnReasons } from '#energy';
import type { Reason } from '#kernel';
import { type Caller, CONFIG, type Config, CurrentCaller, InvalidInput, PageQuery, Roles, Scoped } from '#platform';
import { DefineCharge } from '../commands/define-charge.js';
import { PublishChargePrices } from '../commands/publish-charge-prices.js';
import type { ChargeKey } from '../domain/terms.js';
import { AsKnownQuery, asOfOf, dayOf } from './as-known-query.js';
import { CatalogueDoor } from './catalogue-door.js';
import { freshnessOf } from './origin-of-request.js';
import { CODE_PATTERN } from './record-schemas.js';

const VIEWS = ['catalogue_charges', 'catalogue_charge_prices'];
const TYPES = ['tariff', 'subscription', 'fee'] as const;
const CODE = new RegExp(CODE_PATTERN);

/** Charges of grid companies and of Energinet, and what they cost. */
@ApiTags('catalogue')
@Controller('api/catalogue/charges')
@Scoped('refused')
export class ChargesController extends CatalogueDoor {
  @Inject(CONFIG) private readonly config!: Config;

  @Get()
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'All charges we know, page by page' })
  async list(@Query() { limit = 100, after }: PageQuery) {
    const found = await this.queries.listCharges(after, limit);
    return { charges: found.map(({ terms }) => terms), ...(found.length === limit && { next: found.at(-1)!.key }), freshness: await this.freshness.of(VIEWS[0]!) };
  }

  @Put(':owner/:type/:code')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam({ name: 'owner', example: '5790000432752', description: 'GLN of the owner' }) @ApiParam({ name: 'type', enum: TYPES }) @ApiParam({ name: 'code', example: '40000' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key with the same statement is carried out once' })
  @ApiOperation({ summary: 'Say what a charge is. Saying the same again changes nothing; what was said before stays askable' })
  async define(@Param('owner') owner: string, @Param('type') type: string, @Param('code') code: string, @Body() command: DefineCharge, @CurrentCaller() caller: Caller, @Headers('idempotency-key') key?: string) {
    const charge = this.#key(owner, type, code, this.config.strictIds);
    return { ...charge, ...await this.carriedOut(command, { key: charge }, { what: ['define-charge', owner, type, code], caller, key }, VIEWS) };
  }

  @Post(':owner/:type/:code/prices')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam({ name: 'owner', example: '5790000432752', description: 'GLN of the owner' }) @ApiParam({ name: 'type', enum: TYPES }) @ApiParam({ name: 'code', example: '40000' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key with the same prices is carried out once' })
  @ApiOperation({ summary: 'Publish prices of a charge, all or none. A corrected price is a new version' })
  async publish(@Param('owner') owner: string, @Param('type') type: string, @Param('code') code: string, @Body() command: PublishChargePrices, @CurrentCaller() caller: Caller, @Headers('idempotency-key') key?: string) {
    const charge = this.#key(owner, type, code, this.config.strictIds);
    return { ...charge, ...await this.carriedOut(command, { key: charge }, { what: ['publish-charge-prices', owner, type, code], caller, key }, VIEWS) };
  }

  @Get(':owner/:type/:code')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'owner', example: '5790000432752', description: 'GLN of the owner' }) @ApiParam({ name: 'type', enum: TYPES }) @ApiParam({ name: 'code', example: '40000' })
  @ApiOperation({ summary: 'What a charge is, every version of its prices with the event and message it came in, and what counts on a day; now, or as known at an instant' })
  async show(@Param('owner') owner: string, @Param('type') type: string, @Param('code') code: string, @Query() query: AsKnownQuery) {
    const charge = this.#key(owner, type, code, false);
    const [on, freshness] = [dayOf(query, this.queries.calendar), await freshnessOf(this.freshness, VIEWS)];
    return { ...charge, on, knownAt: query.knownAt ?? null, ...await this.queries.charge(charge, on, asOfOf(query)), freshness };
  }

  /** @throws InvalidInput with everything that is wrong with the address of a charge */
  #key(owner: string, type: string, code: string, strict: boolean): ChargeKey {
    const reasons: Reason[] = [...glnReasons(owner, { strict, path: '$.owner' })];
    const known = TYPES.find((one) => one === type);
    if (!known) reasons.push({ code: 'NOT_ALLOWED', path: '$.type', en: `The type of a charge is one of ${TYPES.join(', ')}.`, da: `Typen er en af ${TYPES.join(', ')}.` });
    if (!CODE.test(code)) reasons.push({ code: 'WRONG_FORM', path: '$.code', en: 'A code has 1 to 20 visible characters.', da: 'En kode har 1 til 20 synlige tegn.' });
    if (!known || reasons.length > 0) throw new InvalidInput(reasons);
    return { owner, type: known, code };
  }
}
