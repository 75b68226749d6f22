import { type Decider, type MessageRef, Rejected, unreachable } from '#kernel';
import type { SupplyEvent, SupplyStatement } from './events.js';
import { touch } from './terms.js';

type Of = Readonly<{ gsrn: string; supplyId: string; source?: MessageRef }>;
export type StartSupply = Readonly<{ type: 'StartSupply'; data: SupplyStatement & Of }>;
export type EndSupply = Readonly<{ type: 'EndSupply'; data: Of & Readonly<{ to: string; reason: string }> }>;
export type CorrectSupplyStart = Readonly<{ type: 'CorrectSupplyStart'; data: Of & Readonly<{ from: string }> }>;
export type ReverseSupply = Readonly<{ type: 'ReverseSupply'; data: Of & Readonly<{ reason: string; process: 'BRS-003' }> }>;
export type SupplyCommand = StartSupply | EndSupply | CorrectSupplyStart | ReverseSupply;

type Known = SupplyStatement & Readonly<{ endReason?: string; reversed: boolean }>;
/** Every supply of the point, also those that were reversed, so that an id is never used for another. */
export type SuppliesOfPoint = Readonly<Record<string, Known>>;

/** All supplies of one point: on a local day it has at most one that was not reversed. */
export const supply: Decider<SuppliesOfPoint, SupplyCommand, SupplyEvent> = {
  initial: {},
  evolve(state, event) {
    const { gsrn, supplyId, customerId, from, to } = event.data;
    const before = state[supplyId];
    const known: Known = {
      gsrn, supplyId, customerId, from, ...(to !== undefined && { to }), reversed: event.type === 'SupplyReversed',
      ...(event.type === 'SupplyEnded' ? { endReason: event.data.reason } : before?.endReason !== undefined && { endReason: before.endReason }),
    };
    return { ...state, [supplyId]: known };
  },
  decide(command, state) {
    switch (command.type) {
      case 'StartSupply': return start(command, state);
      case 'EndSupply': return end(command, state);
      case 'CorrectSupplyStart': return correctStart(command, state);
      case 'ReverseSupply': return reverse(command, state);
      default: return unreachable(command);
    }
  },
};

export const supplyStream = (gsrn: string): string => `supply-${gsrn}`;

const start = ({ data }: StartSupply, state: SuppliesOfPoint): SupplyEvent[] => {
  const { gsrn, supplyId, customerId, from, to } = data;
  const known = state[supplyId];
  if (known) {
    // what became of it since does not matter: starting it was said before
    if (known.customerId === customerId && (known.from === from || known.reversed)) return [];
    throw new Rejected('SUPPLY_ID_USED', { gsrn, supplyId, detail: 'The point has another supply with this id. Correct its start with correct-start, or take another id.' });
  }
  refuseDisorder({ gsrn, supplyId, customerId, from, ...(to !== undefined && { to }) }, state);
  return [{ type: 'SupplyStarted', data }];
};

const end = ({ data: { gsrn, supplyId, to, reason, source } }: EndSupply, state: SuppliesOfPoint): SupplyEvent[] => {
  const known = alive(state, gsrn, supplyId);
  if (known.to === to && known.endReason === reason) return [];
  const ended = { ...statementOf(known), to };
  refuseDisorder(ended, state);
  return [{ type: 'SupplyEnded', data: { ...ended, reason, ...(source && { source }) } }];
};

const correctStart = ({ data: { gsrn, supplyId, from, source } }: CorrectSupplyStart, state: SuppliesOfPoint): SupplyEvent[] => {
  const known = alive(state, gsrn, supplyId);
  if (known.from === from) return [];
  const corrected = { ...statementOf(known), from };
  refuseDisorder(corrected, state);
  return [{ type: 'SupplyStartCorrected', data: { ...corrected, previousFrom: known.from, ...(source && { source }) } }];
};

const reverse = ({ data: { gsrn, supplyId, reason, process, source } }: ReverseSupply, state: SuppliesOfPoint): SupplyEvent[] => {
  const known = state[supplyId];
  if (known?.reversed) return [];
  return [{ type: 'SupplyReversed', data: { ...statementOf(alive(state, gsrn, supplyId)), reason, process, ...(source && { source }) } }];
};

const alive = (state: SuppliesOfPoint, gsrn: string, supplyId: string): Known => {
  const known = state[supplyId];
  if (!known) throw new Rejected('SUPPLY_NOT_FOUND', { gsrn, supplyId });
  if (known.reversed) throw new Rejected('SUPPLY_REVERSED', { gsrn, supplyId, detail: 'The supply was reversed: it never was. Start another one with an id of its own.' });
  return known;
};

const statementOf = ({ gsrn, supplyId, customerId, from, to }: Known): SupplyStatement => ({ gsrn, supplyId, customerId, from, ...(to !== undefined && { to }) });

const refuseDisorder = (one: SupplyStatement, state: SuppliesOfPoint): void => {
  const { gsrn, supplyId, from, to } = one;
  if (to !== undefined && to <= from) throw new Rejected('SUPPLY_EMPTY', { gsrn, supplyId, from, to, detail: 'The first day after the supply must lie after its first day. A supply that never was is reversed.' });
  const other = Object.values(state).find((known) => known.supplyId !== supplyId && !known.reversed && touch(known, one));
  if (other) {
    throw new Rejected('SUPPLY_OVERLAPS', {
      gsrn, supplyId, from, ...(to !== undefined && { to }), otherSupplyId: other.supplyId, otherFrom: other.from, ...(other.to !== undefined && { otherTo: other.to }),
      detail: 'A point has one supply on a day. End, correct or reverse the other one first.',
    });
  }
};
