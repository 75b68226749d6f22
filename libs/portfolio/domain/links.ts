import { type Decider, type MessageRef, Rejected } from '#kernel';
import type { LinkEvent, LinkStatement } from './events.js';

export type LinkCharge = Readonly<{ type: 'LinkCharge'; data: LinkStatement & Readonly<{ source?: MessageRef }> }>;
/** What was stated last of each charge and first day. */
export type LinksOfPoint = Readonly<Record<string, LinkStatement>>;

/** Which charges a point pays. A link is known by its charge and first day; a statement is the whole link. Source: RSM-031. */
export const links: Decider<LinksOfPoint, LinkCharge, LinkEvent> = {
  initial: {},
  evolve: (state, { data }) => ({ ...state, [keyOf(data)]: data }),
  decide({ data }, state) {
    const { gsrn, from, to, factor } = data;
    if (to !== undefined && to < from) throw new Rejected('LINK_ENDS_BEFORE_IT_BEGINS', { gsrn, charge: keyOf(data), from, to });
    const known = state[keyOf(data)];
    if (!known) return [{ type: 'ChargeLinked', data }];
    if (known.factor === factor && known.to === to) return [];
    return to !== undefined && known.factor === factor ? [{ type: 'ChargeLinkEnded', data: { ...data, to } }] : [{ type: 'ChargeLinkChanged', data }];
  },
};

export const linksStream = (gsrn: string): string => `links-${gsrn}`;

const keyOf = ({ owner, type, code, from }: LinkStatement): string => `${owner}/${type}/${code}/${from}`;
