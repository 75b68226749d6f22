import { describe, it } from '@jest/globals';
import { spec } from '#kernel/testing';
import { readingsDay, type ReceivedSeries } from './readings-day.js';

const series: ReceivedSeries = {
  gsrn: '571313900000000016', meteringPointType: 'E17', resolution: 'PT1H', from: '2025-10-25T22:00:00Z', to: '2025-10-25T23:00:00Z', energyWh: [119], registeredAt: '2025-10-27T02:10:00Z',
  source: { sender: '5790001330552', documentId: 'd-1', seriesId: 's-1', index: 0 },
};
const receive = { type: 'ReceiveReadings', data: series } as const;
const received = { type: 'ReadingsReceived', data: series } as const;
const correction = { ...series, energyWh: [120], registeredAt: '2025-11-01T02:10:00Z', source: { ...series.source, documentId: 'd-2', seriesId: 's-2' } };
const given = spec(readingsDay);

describe('The readings of a day', () => {
  it('take a series', () => given().when(receive).thenEvents(received));
  it('take a correction beside it', () => given(received).when({ type: 'ReceiveReadings', data: correction }).thenEvents({ type: 'ReadingsReceived', data: correction }));
  it('have a series once, however often it comes', () => given(received).when(receive).thenNothing());
  it('ignore other values under a series id that was used', () => given(received).when({ type: 'ReceiveReadings', data: { ...series, energyWh: [999] } }).thenNothing());
});
