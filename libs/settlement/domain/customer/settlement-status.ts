/** Where a settlement stands. Migrated ones were invoiced by an earlier system. */
export type SettlementStatus = 'Calculated' | 'Invoiced' | 'Migrated' | 'Adjusted';

const NEXT: Readonly<Record<SettlementStatus, readonly SettlementStatus[]>> = {
  Calculated: ['Invoiced'],
  Invoiced: ['Adjusted'],
  Migrated: ['Adjusted'],
  Adjusted: [],
};

/** Whether a settlement may go from one status to another. Invoicing twice is as wrong as correcting what nobody was billed. */
export const mayBecome = (from: SettlementStatus, to: SettlementStatus): boolean => NEXT[from].includes(to);
