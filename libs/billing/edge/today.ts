import type { BillingParts } from '../tokens.js';

/** The local day it is now. */
export const today = ({ calendar, clock }: Pick<BillingParts, 'calendar' | 'clock'>): string => calendar.dayOf(Date.parse(clock.now()));
