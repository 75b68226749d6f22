/** The largest reading a chunk can hold, in watt-hours per interval; the smallest is its negative. */
export const MOST_WH = 2 ** 31 - 1;

/** A missing reading. Places nobody wrote to hold it: what was not delivered is missing, never 0. */
export const MISSING_READING = -(2 ** 31);
