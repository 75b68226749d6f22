import { randomInt, randomUUID } from 'node:crypto';
import { type Rsm012, type Rsm012Resolution, toRsm012 } from '#datahub/published';
import { generatedGsrn } from '../../apps/load/generated-documents.js';

/** A metering point that no other story uses. */
export const newGsrn = (): string => generatedGsrn(randomInt(1_000_000, 9_999_999_999));

export type Told = Readonly<{
  gsrn: string; from: string; to: string; resolution: Rsm012Resolution;
  /** Watt-hours, null = missing (A02). */
  wh: readonly (number | null)[];
  registeredAt?: string; seriesId?: string; documentId?: string;
}>;

/** An RSM-012 document with one series. */
export const document = ({ gsrn, from, to, resolution, wh, registeredAt = '2025-12-01T10:00:00Z', seriesId = randomUUID(), documentId = randomUUID() }: Told): Buffer => {
  const told: Rsm012 = {
    documentId, sender: '5790001330552', senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ', createdAt: registeredAt, processType: 'E23',
    series: [{
      seriesId, gsrn, meteringPointType: 'E17', resolution, from, to, registeredAt, unit: 'KWH', product: '8716867000030', index: 0,
      valuesWh: [...wh], qualities: wh.map((value) => (value === null ? 'missing' : 'measured')),
    }],
  };
  return Buffer.from(toRsm012(told));
};

/** n values of the same size. */
export const all = (wh: number, n: number): number[] => new Array<number>(n).fill(wh);
