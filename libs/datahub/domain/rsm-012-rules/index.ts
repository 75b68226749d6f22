import { documentHasId, seriesHasIds, seriesIdsDiffer } from './message-ids.js';
import { isElectricity, isMeteredData } from './document-kind.js';
import { meteringPointHasGsrn, meteringPointTypeIsInUse } from './metering-point.js';
import { receiverIsKnown, receiverIsUs, senderIsKnown } from './participants.js';
import { periodIsAligned, periodIsLongEnough, periodIsNotTooOld } from './period.js';
import { positionsAreComplete } from './positions.js';
import { resolutionIsAllowed, unitFitsType } from './resolution-and-unit.js';
import type { HeaderRule, SeriesRule } from './rule.js';
import { createdAtIsATime, registeredAtIsATime } from './times.js';
import { qualitiesAreOfReadings, quantitiesAreInRange, quantityFitsQuality } from './values.js';

export type { HeaderFacts, SeriesFacts } from './rule.js';

/** Everything a document must fulfil besides the schema, and each of its series. All rules run, whatever the others found. */
export const HEADER_RULES: readonly HeaderRule[] = [
  documentHasId, isMeteredData, isElectricity, createdAtIsATime, senderIsKnown, receiverIsKnown, receiverIsUs,
];
/** Looks at all series together. */
export const SERIES_LIST_RULES: readonly HeaderRule[] = [seriesIdsDiffer];
export const SERIES_RULES: readonly SeriesRule[] = [
  seriesHasIds, meteringPointHasGsrn, meteringPointTypeIsInUse, resolutionIsAllowed, unitFitsType, registeredAtIsATime,
  periodIsLongEnough, periodIsAligned, periodIsNotTooOld, positionsAreComplete, qualitiesAreOfReadings, quantityFitsQuality, quantitiesAreInRange,
];
