import { WrongNumberOfOutcomes } from './deliver.js';
import type { Message, MessageHandler, Outcome, Subscription } from './message.js';

export const LARGEST_MESSAGE_BYTES = 100 * 1024 * 1024;

/** The subscription with a handler that never sees a message above the limit: such a message is poison. */
export const withSizeLimit = (subscription: Subscription, largestBytes = LARGEST_MESSAGE_BYTES): Subscription => {
  const handler: MessageHandler = async (messages) => {
    const fitting = messages.filter(({ body }) => body.length <= largestBytes);
    if (fitting.length === messages.length) return subscription.handler(messages);
    const outcomes = fitting.length === 0 ? [] : await subscription.handler(fitting);
    if (outcomes.length !== fitting.length) throw new WrongNumberOfOutcomes(subscription, fitting.length, outcomes.length);
    const inOrder = outcomes[Symbol.iterator]();
    return messages.map((message): Outcome => (message.body.length > largestBytes ? tooLarge(message, largestBytes) : inOrder.next().value!));
  };
  return { ...subscription, handler };
};

const tooLarge = ({ body }: Message, largestBytes: number): Outcome => ({
  kind: 'poison',
  reasons: [{
    code: 'MESSAGE_TOO_LARGE', path: '$',
    en: `The message has ${body.length} bytes; at most ${largestBytes} are taken. Send it in smaller parts.`,
    da: `Meddelelsen er på ${body.length} byte; højst ${largestBytes} modtages. Send den i mindre dele.`,
  }],
});
