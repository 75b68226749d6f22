/** Names under which the app provides what settlement works with. */
export const SETTLEMENT_STORE = Symbol('SettlementStore');
export const SETTLEMENT_QUESTIONS = Symbol('SettlementQuestions');
export const SETTLEMENT_FRESHNESS = Symbol('SettlementFreshness');
export const EXPLAIN_PARTS = Symbol('ExplainParts');
export const PREVIEW_PARTS = Symbol('PreviewParts');
