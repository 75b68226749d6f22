import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import type { Calendar } from '#energy';
import type { EventStore } from '#kernel';
import type { Freshnesses } from '#projections';
import { StateMasterDataHandler } from './commands/state-master-data.js';
import { GapsController } from './edge/gaps.controller.js';
import { MeteringPointsController } from './edge/metering-points.controller.js';
import { ReadingsController } from './edge/readings.controller.js';
import { CALENDAR, EVENT_STORE, FRESHNESS, QUERY_POOL, READINGS_OF_POINT } from './tokens.js';
import { ReadingsOfPoint } from './views/readings-of-point.js';

export type MeteringParts = Readonly<{ store: EventStore; pool: Pool; calendar: Calendar; freshness: Freshnesses }>;

/** The HTTP door of metering, on parts that the app has opened. */
@Module({})
export class MeteringModule {
  static of({ store, pool, calendar, freshness }: MeteringParts): DynamicModule {
    return {
      module: MeteringModule,
      imports: [CqrsModule.forRoot()],
      controllers: [ReadingsController, MeteringPointsController, GapsController],
      providers: [
        StateMasterDataHandler,
        { provide: EVENT_STORE, useValue: store },
        { provide: QUERY_POOL, useValue: pool },
        { provide: CALENDAR, useValue: calendar },
        { provide: FRESHNESS, useValue: freshness },
        { provide: READINGS_OF_POINT, useValue: new ReadingsOfPoint(pool, calendar) },
      ],
    };
  }
}
