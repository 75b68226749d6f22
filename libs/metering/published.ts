// What other contexts may rely on.
export type { MasterData, MasterDataChanged, MeteringPointEvent, MeteringPointRegistered, SupplyPeriod } from './domain/metering-point.js';
export type { ReadingQuality, ReadingsEvent, ReadingsReceived, ReceivedSeries, SeriesResolution } from './domain/readings-day.js';
export { METERING_VIEWS, type KnownSeries, type KnownStatement, type PointFacts, type ReadingDays, type ReadingFacts } from './views/reading-facts.js';
export { ReadingsOfPoint, type ReadingsAnswer, type ReadingsQuestion } from './views/readings-of-point.js';
