import type { Decider, MessageRef } from '#kernel';
import type { RateEvent } from './events.js';
import { isAlreadySo, type Registration, type Remembered } from './registrations.js';
import type { Rate, RateName } from './terms.js';

export type PublishRate = Readonly<{ type: 'PublishRate'; data: Rate & Readonly<{ source?: MessageRef }>; registration: Registration }>;

/** Every value that was published for one figure of law. */
export type Rates = Readonly<{ known: readonly Remembered[] }>;

export const rate: Decider<Rates, PublishRate, RateEvent> = {
  initial: { known: [] },
  evolve: ({ known }, { data }) => ({ known: [...known, remembered(data)] }),
  decide: ({ data, registration }, { known }) => (isAlreadySo(known, remembered(data), registration) ? [] : [{ type: 'RatePublished', data }]),
};

/** `rate-<name>`. */
export const rateStream = (name: RateName): string => `rate-${name}`;

const remembered = ({ from, to, value, registeredAt }: Rate): Remembered => ({ from, registeredAt, content: JSON.stringify([to ?? null, value]) });
