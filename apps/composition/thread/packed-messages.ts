import type { MessageToSend, Outcome } from '#messaging';

type Envelope = Omit<MessageToSend, 'body'>;

/** Messages on their way to another thread: all bodies in one run of bytes, which is handed over rather than copied. */
export type PackedMessages = Readonly<{ envelopes: readonly Envelope[]; lengths: readonly number[]; bytes: ArrayBuffer }>;

export const pack = (messages: readonly MessageToSend[]): PackedMessages => {
  const lengths = messages.map(({ body }) => body.length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const { body } of messages) {
    bytes.set(body, at);
    at += body.length;
  }
  return { envelopes: messages.map(({ body: _body, ...envelope }) => envelope), lengths, bytes: bytes.buffer };
};

export const unpack = ({ envelopes, lengths, bytes }: PackedMessages): MessageToSend[] => {
  let at = 0;
  return envelopes.map((envelope, place) => {
    const body = Buffer.from(bytes, at, lengths[place]!);
    at += body.length;
    return { ...envelope, body };
  });
};

/** Bytes that were copied to another thread are no Buffer any more. */
export const withBuffer = (outcome: Outcome): Outcome => {
  if (outcome.kind !== 'poison' || !outcome.parkInstead) return outcome;
  return { ...outcome, parkInstead: { ...outcome.parkInstead, body: Buffer.from(outcome.parkInstead.body) } };
};
