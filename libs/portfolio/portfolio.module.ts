import { type DynamicModule, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import type { EventStore } from '#kernel';
import type { Freshnesses } from '#projections';
import { ContractsController } from './edge/http/contracts.controller.js';
import { CustomersController } from './edge/http/customers.controller.js';
import { PersonsController, VaultController } from './edge/http/persons.controller.js';
import { PointTermsController } from './edge/http/point-terms.controller.js';
import { SuppliesController } from './edge/http/supplies.controller.js';
import { EVENT_STORE, FRESHNESS, QUERY_POOL, VAULT } from './tokens.js';
import type { Vault } from './vault/vault.js';

export type PortfolioParts = Readonly<{ store: EventStore; pool: Pool; freshness: Freshnesses; vault: Vault }>;

/** The HTTP door of the portfolio, on parts that the app has opened. */
@Module({})
export class PortfolioModule {
  static of({ store, pool, freshness, vault }: PortfolioParts): DynamicModule {
    return {
      module: PortfolioModule,
      controllers: [CustomersController, PersonsController, VaultController, SuppliesController, ContractsController, PointTermsController],
      providers: [
        { provide: EVENT_STORE, useValue: store },
        { provide: QUERY_POOL, useValue: pool },
        { provide: FRESHNESS, useValue: freshness },
        { provide: VAULT, useValue: vault },
      ],
    };
  }
}
