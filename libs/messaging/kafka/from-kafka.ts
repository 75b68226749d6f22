import { isUtf8 } from 'node:buffer';
import type { KafkaMessage } from 'kafkajs';
import type { Message } from '../message.js';

export const MESSAGE_ID_HEADER = 'message-id';

/**
 * A message of Kafka as ours. A message without a body (a tombstone) has an empty one. Key and headers are UTF-8;
 * bytes that are not are read as Latin-1, which keeps each of them.
 */
export const fromKafka = ({ key, value, headers, offset }: KafkaMessage, { topic, partition, receivedAt }: Readonly<{ topic: string; partition: number; receivedAt: string }>): Message => {
  const texts = Object.fromEntries(Object.entries(headers ?? {}).map(([name, values]) => [name, headerText(values)]));
  return {
    id: texts[MESSAGE_ID_HEADER] || `${topic}/${partition}@${offset}`,
    topic,
    ...(key !== null && { key: text(key) }),
    body: value ?? Buffer.alloc(0),
    headers: texts,
    origin: `${topic}/${partition}@${offset}`,
    receivedAt,
  };
};

type HeaderValue = Buffer | string | (Buffer | string)[] | undefined;

/** Of a header that occurs several times the last counts, as with Kafka's own clients. */
const headerText = (value: HeaderValue): string => {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return typeof last === 'string' ? last : text(last ?? Buffer.alloc(0));
};

const text = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');

