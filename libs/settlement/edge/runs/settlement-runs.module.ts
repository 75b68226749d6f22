import { type DynamicModule, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import type { EventStore } from '#kernel';
import type { Freshnesses } from '#projections';
import type { RunLines } from '../../views/run-lines.js';
import { SettlementRuns } from '../../views/runs-queries.js';
import { SettlementRunsController } from './settlement-runs.controller.js';
import { RUN_LINES, RUNS, RUNS_FRESHNESS, RUNS_STORE } from './tokens.js';

export type SettlementRunsParts = Readonly<{ store: EventStore; pool: Pool; freshness: Freshnesses; runLines: RunLines }>;

/** The HTTP door of settlement runs, on parts that the app has opened. */
@Module({})
export class SettlementRunsModule {
  static of({ store, pool, freshness, runLines }: SettlementRunsParts): DynamicModule {
    return {
      module: SettlementRunsModule,
      controllers: [SettlementRunsController],
      providers: [
        { provide: RUNS_STORE, useValue: store },
        { provide: RUNS, useValue: new SettlementRuns(pool) },
        { provide: RUN_LINES, useValue: runLines },
        { provide: RUNS_FRESHNESS, useValue: freshness },
      ],
    };
  }
}
