import type { Decider, Event } from '#kernel';

/** How a value came about. `measured` is what a series says when it says nothing. */
export type ReadingQuality = 'measured' | 'estimated' | 'missing';

/** Resolutions in which meter data arrives; P1M only for the yearly-read production points (D01). */
export type SeriesResolution = 'PT15M' | 'PT1H' | 'P1M';

/** One series of one market message, as it stands in the log for ever. */
export type ReceivedSeries = Readonly<{
  gsrn: string;
  /** As the message says: E17 consumption, E18 production, E20 exchange, D01 … */
  meteringPointType: string;
  /** Absent = KWH; K3 = kVArh, and then the values are varh (reactive exchange, D20). */
  unit?: 'K3';
  resolution: SeriesResolution;
  /** Half-open, UTC. */
  from: string;
  to: string;
  /** Watt-hours (kWh x 1,000), one for each interval; null = missing, which is not 0. */
  energyWh: readonly (number | null)[];
  /** One for each interval; absent = all measured. */
  qualities?: readonly ReadingQuality[];
  /** When the market registered it: for the same point and time the latest wins. */
  registeredAt: string;
  /** Where it stands: the document, the series in it and its place there. */
  source: Readonly<{ sender: string; documentId: string; seriesId: string; index: number }>;
}>;

/** A series was received: one event for each series, not for each reading. */
export type ReadingsReceived = Event<'ReadingsReceived', ReceivedSeries>;
export type ReadingsEvent = ReadingsReceived;
export type ReceiveReadings = Readonly<{ type: 'ReceiveReadings'; data: ReceivedSeries }>;

/** The series that have been received for one point and one local day: what is needed to know a repetition. */
export type ReadingsDay = Readonly<{ seriesIds: readonly string[] }>;

/**
 * Meter data of one point that begins on one local day. Every series is kept: which value is in force is a question for those who read,
 * since it depends on what was known when. A series that was received before is already so.
 */
export const readingsDay: Decider<ReadingsDay, ReceiveReadings, ReadingsEvent> = {
  initial: { seriesIds: [] },
  evolve: (state, event) => ({ seriesIds: [...state.seriesIds, event.data.source.seriesId] }),
  decide: ({ data }, state) => (state.seriesIds.includes(data.source.seriesId) ? [] : [{ type: 'ReadingsReceived', data }]),
};

/** `readings-<gsrn>-<local day of the first interval>`: mostly one series long, so that most appends are first appends. */
export const readingsStream = (gsrn: string, day: string): string => `readings-${gsrn}-${day}`;
