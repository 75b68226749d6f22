import { type Decider, type MessageRef, Rejected } from '#kernel';
import type { HeatingEvent, HeatingStatement } from './events.js';

export type StateHeating = Readonly<{ type: 'StateHeating'; data: HeatingStatement & Readonly<{ source?: MessageRef }> }>;
/** What was stated last for each first day. */
export type HeatingOfPoint = Readonly<Record<string, HeatingStatement>>;

/** When the home at a point is entitled to reduced electricity tax. An entitlement is known by its first day; a statement is the whole of it. */
export const heating: Decider<HeatingOfPoint, StateHeating, HeatingEvent> = {
  initial: {},
  evolve: (state, { data }) => ({ ...state, [data.from]: data }),
  decide({ data }, state) {
    const { gsrn, from, to, usedBeforeKwh } = data;
    if (to !== undefined && to < from) throw new Rejected('HEATING_ENDS_BEFORE_IT_BEGINS', { gsrn, from, to });
    const known = state[from];
    if (known && known.to === to && known.usedBeforeKwh === usedBeforeKwh) return [];
    return known && to !== undefined && known.usedBeforeKwh === usedBeforeKwh ? [{ type: 'HeatingEntitlementEnded', data: { ...data, to } }] : [{ type: 'HeatingEntitled', data }];
  },
};

export const heatingStream = (gsrn: string): string => `heating-${gsrn}`;
