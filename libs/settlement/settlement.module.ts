import { type DynamicModule, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import type { Calendar } from '#energy';
import type { EventStore } from '#kernel';
import type { Freshnesses } from '#projections';
import { rulesOf, type SettlementFacts } from './commands/gather/facts.js';
import { asOfViews, type SettlePointsParts } from './commands/settle-points.js';
import { IssuesController } from './edge/http/issues.controller.js';
import { PreviewController } from './edge/http/preview.controller.js';
import { SettlementsController } from './edge/http/settlements.controller.js';
import { PriceSheets } from './domain/customer/sums/price-sheets.js';
import { EXPLAIN_PARTS, PREVIEW_PARTS, SETTLEMENT_FRESHNESS, SETTLEMENT_QUESTIONS, SETTLEMENT_STORE } from './tokens.js';
import { SettlementQuestions } from './views/settlement-questions.js';

export type SettlementParts = Readonly<{ store: EventStore; pool: Pool; calendar: Calendar; freshness: Freshnesses; facts: SettlementFacts; onFailed?: SettlePointsParts['onFailed']; onStage?: SettlePointsParts['onStage'] }>;

/** What settling points needs, on parts that the app has opened. */
export const settlePointsParts = ({ store, pool, calendar, freshness, facts, onFailed, onStage }: SettlementParts): SettlePointsParts => {
  const questions = new SettlementQuestions(pool);
  return { store, facts, rules: rulesOf(calendar), sheets: new PriceSheets(), asOfNow: asOfViews(freshness), standing: (gsrns, run) => questions.standing(gsrns, run), ...(onFailed && { onFailed }), ...(onStage && { onStage }) };
};

/** The HTTP door of settlements, issues and previews, on parts that the app has opened. */
@Module({})
export class SettlementModule {
  static of(parts: SettlementParts): DynamicModule {
    const { rules, facts, asOfNow } = settlePointsParts(parts);
    const questions = new SettlementQuestions(parts.pool);
    return {
      module: SettlementModule,
      controllers: [SettlementsController, IssuesController, PreviewController],
      providers: [
        { provide: SETTLEMENT_STORE, useValue: parts.store },
        { provide: SETTLEMENT_QUESTIONS, useValue: questions },
        { provide: SETTLEMENT_FRESHNESS, useValue: parts.freshness },
        { provide: EXPLAIN_PARTS, useValue: { questions, facts, rules } },
        { provide: PREVIEW_PARTS, useValue: { questions, facts, rules, asOfNow } },
      ],
    };
  }
}
