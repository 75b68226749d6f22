import { describe, expect, it } from '@jest/globals';
import { Rejected, StoreUnavailable } from '#kernel';
import { NobodyListens } from '#messaging';
import { FaultError, faultOf } from '#platform';
import { fromWire, toWire } from './wire-error.js';

const there = (error: unknown): Error => fromWire(structuredClone(toWire(error)));

describe('An error that crosses a thread', () => {
  const errors: Error[] = [new StoreUnavailable('away'), new Rejected('STREAM_NOT_FOUND', { stream: 's-1', none: undefined }), Object.assign(new Error('full'), { code: '53100' }), new Error('nobody foresaw this')];
  it.each(errors)('is answered as at home: %s', (error) => {
    const arrived = there(error);
    expect(arrived).toBeInstanceOf(FaultError);
    expect(faultOf(arrived)).toEqual(JSON.parse(JSON.stringify(faultOf(error))));
    expect(arrived.cause).toMatchObject({ message: error.message, stack: error.stack });
  });
  it('still names the topic that nobody listens to', () => {
    expect(there(new NobodyListens('x.y'))).toMatchObject({ name: 'NobodyListens', topic: 'x.y' });
  });
});
