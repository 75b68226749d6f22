import type { Calendar, LocalDate } from '#energy';
import { type Fine, whFromFine } from '../market/quantity.js';
import type { CalculatedDay, SentBefore, SentDay } from './measurement-input.js';

/** A row of a message sent before: a day's value stands in its first hour, the others are 0; or one row stands for the whole day. */
export type SentRow = Readonly<{ meteringPointId: string; time: number; quantity: Fine; settlementType?: string; sentAt: number }>;

/** Of each point and local day what was sent last. */
export const latestSent = (rows: Iterable<SentRow>, calendar: Calendar): SentBefore => {
  const latest = new Map<string, Map<LocalDate, { sentAt: number; quantity: Fine; settlementType?: string }>>();
  for (const { meteringPointId, time, quantity, settlementType, sentAt } of rows) {
    const ofPoint = latest.get(meteringPointId) ?? new Map<LocalDate, { sentAt: number; quantity: Fine; settlementType?: string }>();
    latest.set(meteringPointId, ofPoint);
    const date = calendar.dayOf(time);
    const day = ofPoint.get(date);
    if (day === undefined || sentAt > day.sentAt) ofPoint.set(date, { sentAt, quantity, settlementType });
    else if (sentAt === day.sentAt) day.quantity += quantity;
  }
  return new Map([...latest].map(([point, days]) => [
    point, new Map([...days].map(([date, { quantity, settlementType }]): [LocalDate, SentDay] => [date, { wh: whFromFine(quantity), settlementType }])),
  ]));
};

/** Whether a day's value or kind differs from what was sent. Source: DataHub's rules, part 3, electrical heating, rule 6. */
export const isNew = ({ meteringPointId, date, wh, settlementType }: CalculatedDay, sent: SentBefore): boolean => {
  const before = sent.get(meteringPointId)?.get(date);
  return before === undefined || before.wh !== wh || before.settlementType !== settlementType;
};

/** Days in order of point and date. */
export const inOrder = (days: readonly CalculatedDay[]): readonly CalculatedDay[] => [...days].sort((a, b) =>
  (a.meteringPointId === b.meteringPointId ? compare(a.date, b.date) : compare(a.meteringPointId, b.meteringPointId)));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
