import { calendarOf, type LocalDate, nextDay, parseLocalDate } from '#energy';
import type { Reason } from '#kernel';
import { InvalidInput } from '#platform';

/** What to make up: the same plan gives the same documents, byte for byte, on every machine. */
export type LoadPlan = Readonly<{
  points: number;
  /** First local day, and how many. */
  firstDay: LocalDate;
  days: number;
  /** Share of points with quarters; the others have hours. 0 to 1. */
  quarters: number;
  /** Share of point-days with a gap of some values, and share that is corrected later. 0 to 1. */
  gaps: number;
  corrections: number;
  seed: number;
  zone: string;
}>;

const MOST_POINTS = 10_000_000;
const MOST_DAYS = 3_660;

/** The plan, checked. @throws InvalidInput with everything that is wrong */
export const loadPlan = (plan: LoadPlan): LoadPlan => {
  const reasons: Reason[] = [];
  const whole = (path: string, value: number, from: number, to: number) => {
    if (!Number.isInteger(value) || value < from || value > to) reasons.push({ code: 'NOT_IN_RANGE', path, en: `${path.slice(2)} must be a whole number from ${from} to ${to}`, da: `${path.slice(2)} skal være et helt tal fra ${from} til ${to}` });
  };
  whole('$.points', plan.points, 1, MOST_POINTS);
  whole('$.days', plan.days, 1, MOST_DAYS);
  whole('$.seed', plan.seed, 0, 2 ** 31 - 1);
  for (const share of ['quarters', 'gaps', 'corrections'] as const) {
    if (!(plan[share] >= 0 && plan[share] <= 1)) reasons.push({ code: 'NOT_A_SHARE', path: `$.${share}`, en: `${share} must be a share from 0 to 1`, da: `${share} skal være en andel fra 0 til 1` });
  }
  try {
    parseLocalDate(plan.firstDay);
    calendarOf(plan.zone);
  } catch (error) {
    reasons.push({ code: 'NOT_A_DAY', path: '$.firstDay', en: (error as Error).message, da: (error as Error).message });
  }
  if (reasons.length > 0) throw new InvalidInput(reasons);
  return plan;
};

/** The local days of the plan, in order. */
export const daysOf = ({ firstDay, days }: LoadPlan): readonly LocalDate[] => {
  const result: LocalDate[] = [];
  for (let day = firstDay; result.length < days; day = nextDay(day)) result.push(day);
  return result;
};
