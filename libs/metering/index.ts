export { receivedSeries, rsm012Handler, type Rsm012ConsumerParts, rsm012Subscription, TIMESERIES_TOPIC } from './edge/rsm-012-consumer.js';
export { MeteringModule, type MeteringParts } from './metering.module.js';
export { POINTS_TOPIC, type PointsConsumerParts, pointsSubscription } from './edge/points-consumer.js';
export { meteringPointsView } from './views/metering-points.js';
export { PostgresReadingFacts } from './views/reading-facts.js';
export { ReadingsOfPoint, type ReadingsAnswer, type ReadingsQuestion } from './views/readings-of-point.js';
export { readingsView } from './views/readings.js';
