import type { Calendar } from '#energy';

/** The local midnights in [from, to), in order. */
export const localMidnights = (calendar: Calendar, { from, to }: Readonly<{ from: number; to: number }>): readonly number[] => {
  const midnights: number[] = [];
  if (!(from < to)) return midnights;
  let day = calendar.dayNumberOf(from);
  if (calendar.startOfDayNumber(day) < from) day++;
  for (; calendar.startOfDayNumber(day) < to; day++) midnights.push(calendar.startOfDayNumber(day));
  return midnights;
};
