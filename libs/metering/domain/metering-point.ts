import { type Decider, type Event, type MessageRef, Rejected, unreachable } from '#kernel';

/** Half-open, local days; absent `to` = open end. */
export type SupplyPeriod = Readonly<{ from: string; to?: string }>;

/** What the market says a metering point is, from a local day on. Codes keep the market's spelling. */
export type MasterData = Readonly<{
  /** E17 consumption, E18 production, E20 exchange, D01 … children. */
  meteringPointType: string;
  /** Three digits. */
  gridArea: string;
  priceArea: 'DK1' | 'DK2';
  /** D01 flex, E02 non-profiled; consumption only. */
  settlementMethod?: 'D01' | 'E02';
  resolution: 'PT15M' | 'PT1H' | 'P1M';
  /** GSRN of the parent, for child points. */
  parentGsrn?: string;
  /** When we are, were or will be its supplier, in order, without overlap. */
  supplyPeriods: readonly SupplyPeriod[];
}>;

/** `source`: the document it came in; absent when it was stated by a request. */
export type Stated = Readonly<{ gsrn: string; validFrom: string; masterData: MasterData; source?: MessageRef }>;
/** The point is new to us. */
export type MeteringPointRegistered = Event<'MeteringPointRegistered', Stated>;
/** From `validFrom` on something else holds than was stated before. */
export type MasterDataChanged = Event<'MasterDataChanged', Stated>;
export type MeteringPointEvent = MeteringPointRegistered | MasterDataChanged;

export type StateMasterData = Readonly<{ type: 'StateMasterData'; data: Stated }>;

/** What was stated last for each first day. */
export type MeteringPoint = Readonly<{ registered: boolean; byDay: Readonly<Record<string, MasterData>> }>;

export const meteringPoint: Decider<MeteringPoint, StateMasterData, MeteringPointEvent> = {
  initial: { registered: false, byDay: {} },
  evolve(state, event) {
    switch (event.type) {
      case 'MeteringPointRegistered':
      case 'MasterDataChanged':
        return { registered: true, byDay: { ...state.byDay, [event.data.validFrom]: event.data.masterData } };
      default:
        return unreachable(event);
    }
  },
  decide({ data }, state) {
    const [disorder] = disorders(data);
    if (disorder) throw disorder;
    if (!state.registered) return [{ type: 'MeteringPointRegistered', data }];
    return same(inForce(state, data.validFrom), data.masterData) ? [] : [{ type: 'MasterDataChanged', data }];
  },
};

export const meteringPointStream = (gsrn: string): string => `meteringpoint-${gsrn}`;

/** The master data that holds on a local day: the latest statement that begins on or before it. */
export const inForce = ({ byDay }: Pick<MeteringPoint, 'byDay'>, day: string): MasterData | undefined => {
  const from = Object.keys(byDay).filter((first) => first <= day).sort().at(-1);
  return from === undefined ? undefined : byDay[from];
};

/** Everything in a statement that contradicts itself. */
export const disorders = ({ gsrn, masterData: { supplyPeriods, parentGsrn, meteringPointType, settlementMethod } }: Stated): readonly Rejected[] => [
  ...supplyPeriods.flatMap(({ from, to }, at): Rejected[] => {
    if (to !== undefined && to <= from) return [new Rejected('SUPPLY_PERIOD_EMPTY', { gsrn, from, to })];
    const next = supplyPeriods[at + 1];
    return next && (to === undefined || next.from < to) ? [new Rejected('SUPPLY_PERIODS_OVERLAP', { gsrn, from, nextFrom: next.from })] : [];
  }),
  ...(parentGsrn === gsrn ? [new Rejected('POINT_IS_ITS_OWN_PARENT', { gsrn })] : []),
  ...(settlementMethod !== undefined && meteringPointType !== 'E17' ? [new Rejected('SETTLEMENT_METHOD_NOT_FOR_TYPE', { gsrn, meteringPointType, settlementMethod })] : []),
];

const same = (a: MasterData | undefined, b: MasterData): boolean => a !== undefined && canonical(a) === canonical(b);
const canonical = (data: MasterData): string => JSON.stringify([
  data.meteringPointType, data.gridArea, data.priceArea, data.settlementMethod ?? null, data.resolution, data.parentGsrn ?? null,
  data.supplyPeriods.map(({ from, to }) => [from, to ?? null]),
]);
