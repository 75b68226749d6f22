import { type Calendar, parseInstant } from '#energy';
import { type EventStore, handleMany, type RequestAnswer } from '#kernel';
import { readingsDay, readingsStream, type ReceivedSeries } from '../domain/readings-day.js';

/** A series and the message it came with. */
export type SeriesToReceive = Readonly<{ series: ReceivedSeries; correlationId: string; causationId: string; actor: string }>;

/**
 * Records many series in one go. The command id is made from the series id, so that a series that comes again, in whatever document, changes nothing.
 * @throws StoreUnavailable: nothing is known then, and the same may be sent again
 */
export const receiveReadings = (store: EventStore, calendar: Calendar, toReceive: readonly SeriesToReceive[]): Promise<readonly RequestAnswer[]> =>
  handleMany(store, readingsDay, toReceive.map(({ series, correlationId, causationId, actor }) => ({
    stream: readingsStream(series.gsrn, calendar.dayOf(parseInstant(series.from))),
    command: { type: 'ReceiveReadings', data: series },
    context: { commandId: `rsm-012/${series.source.seriesId}`, correlationId, causationId, actor },
  })));
