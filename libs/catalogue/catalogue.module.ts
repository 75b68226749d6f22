import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import type { Calendar } from '#energy';
import type { EventStore } from '#kernel';
import type { Freshnesses } from '#projections';
import { DefineChargeHandler } from './commands/define-charge.js';
import { DefineProductHandler } from './commands/define-product.js';
import { PublishChargePricesHandler } from './commands/publish-charge-prices.js';
import { PublishProductPricesHandler } from './commands/publish-product-prices.js';
import { PublishRateHandler } from './commands/publish-rate.js';
import { PublishSpotPricesHandler } from './commands/publish-spot-prices.js';
import { ChargesController } from './edge/charges.controller.js';
import { ProductsController } from './edge/products.controller.js';
import { RatesController } from './edge/rates.controller.js';
import { SpotPricesController } from './edge/spot-prices.controller.js';
import { CATALOGUE_CALENDAR, CATALOGUE_FRESHNESS, CATALOGUE_QUERIES, CATALOGUE_STORE } from './tokens.js';
import { CatalogueQueries } from './views/catalogue-queries.js';

export type CatalogueParts = Readonly<{ store: EventStore; pool: Pool; calendar: Calendar; freshness: Freshnesses }>;

/** The HTTP door of the catalogue, on parts that the app has opened. */
@Module({})
export class CatalogueModule {
  static of({ store, pool, calendar, freshness }: CatalogueParts): DynamicModule {
    return {
      module: CatalogueModule,
      imports: [CqrsModule.forRoot()],
      controllers: [ChargesController, ProductsController, SpotPricesController, RatesController],
      providers: [
        DefineChargeHandler, PublishChargePricesHandler, DefineProductHandler, PublishProductPricesHandler, PublishSpotPricesHandler, PublishRateHandler,
        { provide: CATALOGUE_STORE, useValue: store },
        { provide: CATALOGUE_CALENDAR, useValue: calendar },
        { provide: CATALOGUE_FRESHNESS, useValue: freshness },
        { provide: CATALOGUE_QUERIES, useValue: new CatalogueQueries(pool, calendar) },
      ],
    };
  }
}
