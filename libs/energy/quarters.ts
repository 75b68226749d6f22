import { InvalidValue } from './invalid-value.js';
import { QUARTERS_PER_HOUR } from './resolution.js';
import { divideHalfUp, divideHalfUpSafe } from './rounding.js';
import { safe } from './scaled.js';

/** The four quarters of an hour, in their order. */
export type QuartersOfHour = readonly [number, number, number, number];

/**
 * How many of the 0 to 3 watt-hours left over by the division go to each quarter, when the fractions of a quarter are carried on
 * and rounded half up: 3 Wh left are 0.75 → 1, 0.5 → 1, 0.25 → 0, 1 → 1.
 */
const LEFT_OVER: readonly QuartersOfHour[] = [[0, 0, 0, 0], [0, 1, 0, 0], [1, 0, 1, 0], [1, 1, 0, 1]];

/**
 * The quarters of an hour's whole watt-hours; their sum is the hour, exactly. A negative hour gives the mirror image of the positive one.
 * Source: DataHub's rules, part 1 §2.1 and §2.3.
 * @throws InvalidValue NOT_EXACT for anything but a safe integer
 */
export const quartersOfHour = (wh: number): QuartersOfHour => {
  const quarter = Math.trunc(safe(wh) / QUARTERS_PER_HOUR);
  const left = wh - quarter * QUARTERS_PER_HOUR;
  const sign = left < 0 ? -1 : 1;
  const [a, b, c, d] = LEFT_OVER[left * sign]!;
  return [quarter + sign * a + 0, quarter + sign * b + 0, quarter + sign * c + 0, quarter + sign * d + 0]; // + 0: never -0
};

/** Quarters of a series of hours, in watt-hours: four for each hour. @throws InvalidValue NOT_EXACT */
export const quartersOfHours = (hours: ArrayLike<number>): Float64Array => {
  const quarters = new Float64Array(hours.length * QUARTERS_PER_HOUR);
  for (let hour = 0; hour < hours.length; hour++) quarters.set(quartersOfHour(hours[hour]!), hour * QUARTERS_PER_HOUR);
  return quarters;
};

/**
 * Hours of a series of quarters that begins on the hour, in watt-hours: plain sums.
 * @throws InvalidValue NOT_WHOLE when quarters are left over, NOT_EXACT when a sum leaves ±(2^53-1)
 */
export const hoursOfQuarters = (quarters: ArrayLike<number>): Float64Array => {
  if (quarters.length % QUARTERS_PER_HOUR !== 0) {
    throw new InvalidValue({
      code: 'NOT_WHOLE',
      en: `${quarters.length} quarters are not whole hours. Give four for each hour.`,
      da: `${quarters.length} kvarterer er ikke hele timer. Angiv fire for hver time.`,
    });
  }
  const hours = new Float64Array(quarters.length / QUARTERS_PER_HOUR);
  for (let hour = 0; hour < hours.length; hour++) {
    const at = hour * QUARTERS_PER_HOUR;
    hours[hour] = safe(safe(quarters[at]! + quarters[at + 1]!) + safe(quarters[at + 2]! + quarters[at + 3]!));
  }
  return hours;
};

/**
 * Rounds values to whole units and carries what each rounding left on to the next one, half up. `finePerUnit` fine units are one unit:
 * sums of hour values / 4 come as quarters of a watt-hour with `finePerUnit` 4. Call it once for each local hour: what is left at its end is dropped.
 * Source: DataHub's rules, part 1 §2.3.
 */
export const roundWithCarry = (fine: readonly bigint[], finePerUnit: bigint): readonly bigint[] => {
  let carry = 0n;
  return fine.map((value) => {
    const exactly = value + carry;
    const rounded = divideHalfUp(exactly, finePerUnit);
    carry = exactly - rounded * finePerUnit;
    return rounded;
  });
};

/** `roundWithCarry` of one hour in numbers; for loops. @throws InvalidValue NOT_EXACT when a value leaves ±(2^53-1) */
export const roundHourWithCarry = (fine: QuartersOfHour, finePerUnit: number = QUARTERS_PER_HOUR): QuartersOfHour => {
  const left = (exactly: number, rounded: number) => exactly - safe(rounded * finePerUnit);
  const first = divideHalfUpSafe(fine[0], finePerUnit);
  const upToSecond = left(fine[0], first) + fine[1];
  const second = divideHalfUpSafe(upToSecond, finePerUnit);
  const upToThird = left(upToSecond, second) + fine[2];
  const third = divideHalfUpSafe(upToThird, finePerUnit);
  const upToFourth = left(upToThird, third) + fine[3];
  return [first, second, third, divideHalfUpSafe(upToFourth, finePerUnit)];
};
