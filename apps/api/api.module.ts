import { type DynamicModule, Module } from '@nestjs/common';
import { BillingModule } from '#billing';
import { CatalogueModule } from '#catalogue';
import { systemClock } from '#kernel';
import type { DirectDoor } from '#messaging';
import { MeteringModule } from '#metering';
import { PortfolioModule } from '#portfolio';
import { SettlementModule, SettlementQuestions, SettlementRunsModule } from '#settlement';
import { explainSettledOf } from '../composition/explain-settled.js';
import type { Parts } from '../composition/parts.js';
import { allViews } from '../composition/views.js';
import { GatheredDelivery } from './gathered-delivery.js';
import { IngestController } from './ingest.controller.js';
import { MessagesController } from './messages.controller.js';
import { ParkedController } from './parked.controller.js';
import { StreamsController } from './streams.controller.js';
import { ARCHIVE, DOOR, PARKED, STORE, SUBSCRIPTIONS, VIEW_BOOK } from './tokens.js';
import { ViewBook, ViewsController } from './views.controller.js';

@Module({})
class ApiModule {}

const settlementModules = (parts: Parts): readonly DynamicModule[] =>
  [SettlementModule.of(parts), SettlementRunsModule.of({ ...parts, runLines: new SettlementQuestions(parts.pool).runLines })];

const billingModule = (parts: Parts): DynamicModule => BillingModule.of({ ...parts, clock: systemClock, explainSettlement: explainSettledOf(parts) });

/** Every route of the product, on parts that are open; messages are handed in at `door`. */
export const apiModuleOn = (parts: Parts, door: DirectDoor): DynamicModule => ({
  module: ApiModule,
  imports: [MeteringModule.of(parts), CatalogueModule.of(parts), PortfolioModule.of(parts), ...settlementModules(parts), billingModule(parts)],
  controllers: [IngestController, MessagesController, ParkedController, ViewsController, StreamsController],
  providers: [
    { provide: DOOR, useValue: door },
    { provide: GatheredDelivery, useValue: new GatheredDelivery(door) },
    { provide: ARCHIVE, useValue: parts.archive },
    { provide: PARKED, useValue: parts.parked },
    { provide: SUBSCRIPTIONS, useValue: parts.subscriptions },
    { provide: STORE, useValue: parts.store },
    { provide: VIEW_BOOK, useValue: new ViewBook(parts.pool, parts.freshness, allViews(parts.calendar)) },
  ],
});
