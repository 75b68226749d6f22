import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { fromKafka } from './from-kafka.js';

const read = (over: Partial<Pick<KafkaMessage, 'key' | 'value'>> & { headers?: KafkaMessage['headers'] }) =>
  fromKafka({ key: null, value: Buffer.from('x'), timestamp: '0', attributes: 0, offset: '4711', headers: {}, ...over } as KafkaMessage, { topic: 'datahub.timeseries', partition: 3, receivedAt: '2025-01-31T12:00:00.000Z' });

describe('a message of Kafka', () => {
  it('has its id from the header', () => expect(read({ headers: { 'message-id': Buffer.from('m-1') } }).id).toBe('m-1'));
  it('has its place as id when there is no such header, or an empty one', () => {
    for (const headers of [undefined, {}, { 'message-id': '' }, { 'message-id': undefined }]) expect(read({ headers }).id).toBe('datahub.timeseries/3@4711');
  });
  it('is found by people at its origin', () => expect(read({ headers: { 'message-id': 'm-1' } }).origin).toBe('datahub.timeseries/3@4711'));
  it('has an empty body when it is a tombstone, and no key when there is none', () => {
    const message = read({ value: null });
    expect(message.body).toHaveLength(0);
    expect(message).not.toHaveProperty('key');
  });
  it('keeps every byte of a key and header that are not UTF-8', () => {
    const { key, headers } = read({ key: Buffer.from([0xff, 0x00, 0xc3]), headers: { odd: Buffer.from([0xfe]), fine: Buffer.from('ø') } });
    expect(Buffer.from(key!, 'latin1')).toEqual(Buffer.from([0xff, 0x00, 0xc3]));
    expect(headers).toEqual({ odd: '\u00fe', fine: 'ø' });
  });
  it('takes the last of a header that occurs several times', () => expect(read({ headers: { 'message-id': [Buffer.from('a'), 'b'] } }).id).toBe('b'));
});
