import type { Rsm012, Rsm012Series } from './domain/rsm-012.js';

/** A day of hours of one point, as DataHub would send it: for the specs of whoever reads RSM-012. */
export const anRsm012Series = (change: Partial<Rsm012Series> = {}): Rsm012Series => ({
  seriesId: 'df7725f1-d1e8-55bd-bc45-23b9030b2417', gsrn: '571313900000000016', meteringPointType: 'E17', resolution: 'PT1H',
  from: '2025-11-03T23:00:00Z', to: '2025-11-04T23:00:00Z', registeredAt: '2025-11-05T02:10:00Z', unit: 'KWH', product: '8716867000030',
  valuesWh: Array.from({ length: 24 }, (_, hour) => hour * 37), qualities: Array.from({ length: 24 }, () => 'measured' as const), index: 0, ...change,
});

export const anRsm012 = (change: Partial<Rsm012> = {}): Rsm012 => ({
  documentId: '3d9bd9e3-a5e4-551a-b763-5985e3664c52', sender: '5790001330552', senderRole: 'DGL', receiver: '5799999000010', receiverRole: 'DDQ',
  createdAt: '2025-11-05T02:10:00Z', processType: 'E23', series: [anRsm012Series()], ...change,
});

export { MemoryMessageArchive } from './archive/memory-message-archive.js';
export { PostgresMessageArchive } from './archive/postgres-message-archive.js';
