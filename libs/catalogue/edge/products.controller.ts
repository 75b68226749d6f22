import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, InvalidInput, PageQuery, Roles, Scoped } from '#platform';
import { DefineProduct } from '../commands/define-product.js';
import { PublishProductPrices } from '../commands/publish-product-prices.js';
import { AsKnownQuery, asOfOf, dayOf } from './as-known-query.js';
import { CatalogueDoor } from './catalogue-door.js';
import { freshnessOf } from './origin-of-request.js';
import { PRODUCT_ID_PATTERN } from './record-schemas.js';

const VIEWS = ['catalogue_products', 'catalogue_product_prices'];
const ID = new RegExp(PRODUCT_ID_PATTERN);

/** What we sell: main products and add-ons, and what they cost. */
@ApiTags('catalogue')
@Controller('api/catalogue/products')
@Scoped('refused')
export class ProductsController extends CatalogueDoor {
  @Get()
  @Roles('back-office', 'auditor')
  @ApiOperation({ summary: 'All products, page by page' })
  async list(@Query() { limit = 100, after }: PageQuery) {
    const found = await this.queries.listProducts(after, limit);
    return { products: found.map(({ terms }) => terms), ...(found.length === limit && { next: found.at(-1)!.key }), freshness: await this.freshness.of(VIEWS[0]!) };
  }

  @Put(':id')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam({ name: 'id', example: 'spot-plus' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key with the same statement is carried out once' })
  @ApiOperation({ summary: 'Say what a product is. Saying the same again changes nothing; what was said before stays askable' })
  async define(@Param('id') id: string, @Body() command: DefineProduct, @CurrentCaller() caller: Caller, @Headers('idempotency-key') key?: string) {
    return { id, ...await this.carriedOut(command, { id: checked(id) }, { what: ['define-product', id], caller, key }, VIEWS) };
  }

  @Post(':id/prices')
  @HttpCode(200)
  @Roles('back-office')
  @ApiParam({ name: 'id', example: 'spot-plus' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same key with the same prices is carried out once' })
  @ApiOperation({ summary: 'Publish prices of a product, all or none. A corrected price is a new version' })
  async publish(@Param('id') id: string, @Body() command: PublishProductPrices, @CurrentCaller() caller: Caller, @Headers('idempotency-key') key?: string) {
    return { id, ...await this.carriedOut(command, { id: checked(id) }, { what: ['publish-product-prices', id], caller, key }, VIEWS) };
  }

  @Get(':id')
  @Roles('back-office', 'auditor')
  @ApiParam({ name: 'id', example: 'spot-plus' })
  @ApiOperation({ summary: 'What a product is, every version of its prices, and what counts on a day; now, or as known at an instant' })
  async show(@Param('id') id: string, @Query() query: AsKnownQuery) {
    const [on, freshness] = [dayOf(query, this.queries.calendar), await freshnessOf(this.freshness, VIEWS)];
    return { id, on, knownAt: query.knownAt ?? null, ...await this.queries.product(id, on, asOfOf(query)), freshness };
  }
}

const checked = (id: string): string => {
  if (ID.test(id)) return id;
  throw new InvalidInput([{ code: 'WRONG_FORM', path: '$.id', en: 'The id of a product has 1 to 64 letters, digits, points, dashes or underscores.', da: 'Et produkts id har 1 til 64 bogstaver, cifre, punktummer, bindestreger eller understregninger.' }]);
};
