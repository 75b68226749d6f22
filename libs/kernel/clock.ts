/** The time of day as a port, so that nothing decides by a clock it cannot be given. */
export interface Clock {
  /** UTC, ISO 8601 with milliseconds. */
  now(): string;
}

export const systemClock: Clock = { now: () => new Date().toISOString() };
