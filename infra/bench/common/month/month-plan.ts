import { addDays, type Calendar, calendarOf, type LocalDate } from '#energy';
import { generatedGsrn } from '../../../../apps/load/generated-documents.js';

/** A portfolio in one month, the same on every machine. Shares follow the trade: 5 % electric heating, 5 % with their own production, 10 % with an add-on product. */
export type MonthPlan = Readonly<{ points: number; quarters: boolean; from: LocalDate; to: LocalDate; calendar: Calendar }>;

/** October 2025: 745 hours, since the clock is set back. */
export const monthPlan = (points: number, resolution: string): MonthPlan => {
  if (!Number.isSafeInteger(points) || points < 1) throw new Error('--points must be a whole number from 1');
  if (resolution !== 'PT1H' && resolution !== 'PT15M') throw new Error('--resolution must be PT1H or PT15M');
  return { points, quarters: resolution === 'PT15M', from: '2025-10-01', to: '2025-11-01', calendar: calendarOf('Europe/Copenhagen') };
};

/** Who is which: by number, so that every twentieth point heats by electricity whatever the size. */
export const isHeated = (n: number): boolean => n % 20 === 3;
export const hasSolar = (n: number): boolean => n % 20 === 7;
export const hasAddOn = (n: number): boolean => n % 10 === 1;

export const pointOf = (n: number): string => generatedGsrn(n);
/** The child point that counts what the roof delivers to the grid. */
export const productionOf = (n: number): string => generatedGsrn(5_000_000_000 + n);
export const payerOf = (n: number): string => `c-${n}`;
export const daysOfPlan = ({ from, to, calendar }: MonthPlan): readonly LocalDate[] => Array.from({ length: calendar.daysBetween(from, to) }, (_, day) => addDays(from, day));

/** Grid companies with prices of their own, so that not everybody's sums are the same. */
export const GRIDS = ['5790000705689', '5790000611003', '5790001089030', '5790000392261', '5790001095277'].map((gln, at) => ({ gln, area: at % 2 === 0 ? 'DK1' : 'DK2', gridArea: String(540 + at) } as const));
export const gridOf = (n: number): (typeof GRIDS)[number] => GRIDS[n % GRIDS.length]!;
