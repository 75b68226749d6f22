// The door for apps: settlement from files and documents, without any store.
export { MEASUREMENT_KINDS, type MeasurementKind, type MeasurementRun, runMeasurements } from './edge/measurements/run-measurements.js';
export { InputRejected } from './edge/scenario/input-problems.js';
export { runScenario, type ScenarioRun } from './edge/scenario/run-scenario.js';
export { type ExplanationDetail, renderExplanation } from './edge/settle/render-explanation.js';
export { type Language, renderResult } from './edge/settle/render-result.js';
export { settleFromJson, type SettleOptions, type SettleResult } from './edge/settle/settle-from-json.js';
export * from './runs.js';
export * from './settlements.js';
