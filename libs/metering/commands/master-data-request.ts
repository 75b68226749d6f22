import type { CommandContext, MessageRef, Request } from '#kernel';
import { type MasterData, meteringPointStream, type StateMasterData, type Stated } from '../domain/metering-point.js';

/** What is said about a point, in whatever way it comes. `validFrom` absent = first day of the first supply period, else 1900-01-01. */
export type MasterDataRecord = Omit<MasterData, 'supplyPeriods'> & Partial<Pick<MasterData, 'supplyPeriods'>> & Readonly<{ gsrn: string; validFrom?: string }>;
/** Who asks, and the message it came in where there was one. */
export type Origin = Readonly<{ context: CommandContext; source?: MessageRef }>;

const EVER = '1900-01-01';

/** The record as it is recorded. A request may give null for what it leaves out. */
export const statedBy = ({ gsrn, validFrom, meteringPointType, gridArea, priceArea, settlementMethod, resolution, parentGsrn, supplyPeriods }: MasterDataRecord): Stated => {
  const periods = (supplyPeriods ?? []).map(({ from, to }) => ({ from, ...(to && { to }) }));
  return {
    gsrn, validFrom: validFrom ?? periods[0]?.from ?? EVER,
    masterData: { meteringPointType, gridArea, priceArea, ...(settlementMethod && { settlementMethod }), resolution, ...(parentGsrn && { parentGsrn }), supplyPeriods: periods },
  };
};

export const masterDataRequest = (record: MasterDataRecord, { context, source }: Origin): Request<StateMasterData> =>
  ({ stream: meteringPointStream(record.gsrn), context, command: { type: 'StateMasterData', data: { ...statedBy(record), ...(source && { source }) } } });
