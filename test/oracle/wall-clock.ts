/** Local date and hour of instants, by the platform's own calendar rather than ours. */
export class WallClock {
  private readonly format: Intl.DateTimeFormat;
  private static readonly known = new Map<string, WallClock>();
  private readonly seen = new Map<number, readonly [string, number]>();

  private constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' });
  }

  static in(zone: string): WallClock {
    const clock = this.known.get(zone) ?? new WallClock(zone);
    this.known.set(zone, clock);
    return clock;
  }

  /** Date and hour of the clock. Zones of the oracle differ from UTC by whole hours. */
  at(instant: number): readonly [string, number] {
    const hour = Math.floor(instant / 3_600_000);
    let known = this.seen.get(hour);
    if (!known) {
      const parts = Object.fromEntries(this.format.formatToParts(hour * 3_600_000).map(({ type, value }) => [type, value]));
      known = [`${parts.year}-${parts.month}-${parts.day}`, Number(parts.hour)];
      this.seen.set(hour, known);
    }
    return known;
  }

  /** First instant of a local day, found by walking the hours around midnight UTC. */
  midnight(date: string): number {
    for (let at = Date.parse(`${date}T00:00:00Z`) - 15 * 3_600_000; ; at += 3_600_000) if (this.at(at)[0] === date) return at;
  }
}

export const dayAfter = (date: string, days = 1): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

export const daysOf = (from: string, to: string): readonly string[] => {
  const days: string[] = [];
  for (let day = from; day < to; day = dayAfter(day)) days.push(day);
  return days;
};

/** Days from one date to another. */
export const daysApart = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

export const lengthOfMonth = (date: string): number => {
  const [year, month] = date.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
};
