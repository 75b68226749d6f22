import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { Calendar, calendarOf } from './calendar.js';
import { addMonths, dateOfDayNumber, dayNumberOfDate, daysInMonth, FIRST_DATE, LAST_DATE, nextDay } from './local-date.js';
import { HOUR_MS, QUARTER_MS } from './resolution.js';

jest.setTimeout(60_000); // sixteen years, quarter by quarter, take seconds on a busy machine

/** Local date and hour as the JavaScript engine's own time zone data say: the independent source. */
const clockOf = (zone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' });
  return (instant: number): { date: string; hour: number } => {
    const text = format.format(instant); // 29/03/2026, 01
    return { date: `${text.slice(6, 10)}-${text.slice(3, 5)}-${text.slice(0, 2)}`, hour: Number(text.slice(12)) };
  };
};

/** Counts the quarters of each local date one by one; where an hour begins and ends on the same date, its four at once. */
const quartersByDate = (clock: ReturnType<typeof clockOf>, from: number, to: number): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>();
  const count = (date: string, quarters: number) => counted.set(date, (counted.get(date) ?? 0) + quarters);
  for (let at = from, { date } = clock(at); at < to; at += HOUR_MS) {
    const next = clock(at + HOUR_MS).date;
    if (next === date) count(date, 4);
    else for (let quarter = at; quarter < at + HOUR_MS; quarter += QUARTER_MS) count(clock(quarter).date, 1);
    date = next;
  }
  return counted;
};

const copenhagen = calendarOf('Europe/Copenhagen');

describe('a calendar', () => {
  it('knows the days the clocks change', () => {
    expect(copenhagen.day('2026-03-29')).toEqual({ date: '2026-03-29', from: Date.parse('2026-03-28T23:00Z'), to: Date.parse('2026-03-29T22:00Z'), hours: 23, quarters: 92 });
    expect([copenhagen.hoursIn('2025-10-26'), copenhagen.quartersIn('2025-10-26'), copenhagen.hoursIn('2026-01-14'), copenhagen.quartersIn('2026-03-29')]).toEqual([25, 100, 24, 92]);
  });

  it('gives the autumn hour twice and leaves the spring hour out', () => {
    const { from, to } = copenhagen.day('2026-10-25');
    expect([...copenhagen.localHours(from, to)]).toEqual([0, 1, 2, 2, ...Array.from({ length: 21 }, (_, at) => at + 3)]);
    const spring = copenhagen.day('2026-03-29');
    expect([...copenhagen.localHours(spring.from, spring.to)].slice(0, 4)).toEqual([0, 1, 3, 4]);
  });

  it('gives local hours from any start, not only midnight', () => {
    const from = copenhagen.startOfDay('2026-10-25') + 2 * HOUR_MS;
    expect([...copenhagen.localHours(from, from + 3 * HOUR_MS)]).toEqual([2, 2, 3]);
    expect(copenhagen.localHours(from, from).length).toBe(0);
  });

  it('knows its months', () => {
    expect(copenhagen.month('2026-03')).toEqual({ month: '2026-03', from: Date.parse('2026-02-28T23:00Z'), to: Date.parse('2026-03-31T22:00Z'), days: 31 });
    expect(copenhagen.monthTable('2025-11', '2026-02').map(({ month }) => month)).toEqual(['2025-11', '2025-12', '2026-01']);
    expect([copenhagen.addMonths('2025-11', 3), copenhagen.addDays('2026-02-28', 1), copenhagen.nextDay('2026-02-28'), copenhagen.startOfMonth('2026-03')]).toEqual(['2026-02', '2026-03-01', '2026-03-01', Date.parse('2026-02-28T23:00Z')]);
    expect(copenhagen.startOfDayNumber(dayNumberOfDate('2026-03-29'))).toBe(Date.parse('2026-03-28T23:00Z'));
    expect(copenhagen.monthOf(Date.parse('2026-02-28T23:00Z'))).toBe('2026-03');
    expect(['2026-02-28T23:00Z', '2026-03-01T23:00Z', '2026-03-10T23:00Z', '2026-02-28T23:15Z'].map((text) => copenhagen.isStartOfMonth(Date.parse(text)))).toEqual([true, false, false, false]);
  });

  it('cuts a span at local midnights', () => {
    const [from, to] = [Date.parse('2026-03-28T20:00Z'), Date.parse('2026-03-29T23:00Z')];
    const { from: midnight, to: end } = copenhagen.day('2026-03-29');
    expect(copenhagen.cutByDay(from, to)).toEqual([
      { date: '2026-03-28', from, to: midnight }, { date: '2026-03-29', from: midnight, to: end }, { date: '2026-03-30', from: end, to },
    ]);
    expect([copenhagen.cutByDay(from, from), copenhagen.dayTable('2026-03-29', '2026-03-29')]).toEqual([[], []]);
  });

  it('is one per zone, however the name is written', () => {
    expect(calendarOf('europe/copenhagen')).toBe(copenhagen);
    expect(calendarOf('UTC').day('2026-03-29').hours).toBe(24);
  });

  it.each(['', 'Mars/Olympus', 'Copenhagen', '+01:00', '2026-01-01T00:00Z[UTC]', '../etc', 'Europe/Copenhagen '])('does not know the zone %j', (zone) => {
    expect(() => calendarOf(zone)).toThrow(expect.objectContaining({ code: 'UNKNOWN_TIME_ZONE' }));
  });

  it('answers the same in any order of questions', () => {
    const clock = clockOf('Europe/Copenhagen');
    const instant = fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2060, 0) });
    fc.assert(fc.property(fc.array(instant, { minLength: 1, maxLength: 10 }), (instants) => {
      const asked = new Calendar('Europe/Copenhagen');
      expect(instants.map((each) => asked.dayOf(each))).toEqual(instants.map((each) => clock(each).date));
      expect(instants.map((each) => asked.hourOf(each))).toEqual(instants.map((each) => clock(each).hour));
    }), { numRuns: 15 });
  });

  it('refuses days it does not know, and knows its first and last', () => {
    expect(copenhagen.dayOf(copenhagen.startOfDay(FIRST_DATE))).toBe(FIRST_DATE);
    expect(copenhagen.hoursIn(LAST_DATE)).toBe(24);
    expect(copenhagen.dayOf(0)).toBe('1970-01-01'); // its table is at hand when the wrong instants below are asked for
    const { to: end } = copenhagen.day(LAST_DATE);
    for (const instant of [copenhagen.startOfDay(FIRST_DATE) - 1, end, NaN, Infinity, -Infinity, Date.UTC(1850, 0), Date.UTC(2300, 0)]) {
      expect(() => copenhagen.dayOf(instant)).toThrow(expect.objectContaining({ code: 'DATE_OUT_OF_RANGE' }));
    }
    expect(() => copenhagen.dayOf(end)).toThrow('Day 84006 after 1970-01-01 is outside the calendar');
    expect(() => dateOfDayNumber(0.5)).toThrow('Day 0.5 after 1970-01-01 is outside the calendar');
    expect(() => copenhagen.startOfDay('1899-12-31')).toThrow(expect.objectContaining({ code: 'DATE_OUT_OF_RANGE' }));
  });
});

describe('unusual zones', () => {
  it('begin the day at 01:00 where the clock jumps over midnight', () => {
    const saoPaulo = calendarOf('America/Sao_Paulo');
    const { from, to, hours } = saoPaulo.day('2018-11-04');
    expect([from, hours, saoPaulo.hourOf(from), saoPaulo.hoursIn('2018-11-03')]).toEqual([Date.parse('2018-11-04T03:00Z'), 23, 1, 24]);
    expect([...saoPaulo.localHours(from, to)]).toEqual(Array.from({ length: 23 }, (_, at) => at + 1));
    expect([saoPaulo.dayOf(from - 1), saoPaulo.dayOf(from), saoPaulo.isStartOfDay(from)]).toEqual(['2018-11-03', '2018-11-04', true]);
  });

  it('give the day before 25 hours where the clock falls back at midnight', () => {
    const saoPaulo = calendarOf('America/Sao_Paulo');
    const { from, to, hours } = saoPaulo.day('2018-02-17');
    expect([hours, [...saoPaulo.localHours(from, to)].slice(-2), saoPaulo.dayOf(to - 1)]).toEqual([25, [23, 23], '2018-02-17']);
  });

  it('may stand at half or quarter hours', () => {
    expect(calendarOf('Asia/Kathmandu').startOfDay('2026-06-01')).toBe(Date.parse('2026-05-31T18:15Z'));
    const lordHowe = calendarOf('Australia/Lord_Howe');
    expect([lordHowe.hoursIn('2026-04-05'), lordHowe.quartersIn('2026-04-05'), lordHowe.hoursIn('2026-10-04')]).toEqual([24.5, 98, 23.5]);
  });

  it('may skip a day, which then is empty', () => {
    const apia = calendarOf('Pacific/Apia');
    expect(apia.hoursIn('2011-12-30')).toBe(0);
    expect(apia.dayOf(apia.startOfDay('2011-12-31'))).toBe('2011-12-31');
    expect(apia.cutByDay(apia.startOfDay('2011-12-29'), apia.startOfDay('2012-01-01')).map(({ date }) => date)).toEqual(['2011-12-29', '2011-12-31']);
  });

  it('may be far from Greenwich on either side', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'America/St_Johns']) {
      const [calendar, clock] = [calendarOf(zone), clockOf(zone)];
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2026, 11, 31); at += 29 * QUARTER_MS) expect(calendar.dayOf(at)).toBe(clock(at).date);
    }
  });
});

describe('local dates', () => {
  it('count without a zone', () => {
    expect([nextDay('2024-02-28'), nextDay('2025-12-31'), addMonths('2025-11', 3), addMonths('2026-01', -1), addMonths('2026-01', -13)])
      .toEqual(['2024-02-29', '2026-01-01', '2026-02', '2025-12', '2024-12']);
    expect([daysInMonth('2024-02'), daysInMonth('2026-02'), daysInMonth('2100-02'), daysInMonth('2026-12'), copenhagen.daysBetween('2026-03-01', '2026-02-01')]).toEqual([29, 28, 28, 31, -28]);
  });

  it('are refused when they are none', () => {
    for (const text of ['', '2026-2-3', '2026-02-30', '2026-13-01', '2025-02-29', '2026-00-01', '2026-01-14T00:00Z', ' 2026-01-14']) {
      expect(() => dayNumberOfDate(text)).toThrow(expect.objectContaining({ code: 'NOT_A_DATE' }));
    }
    for (const month of ['2026', '2026-13', '2026-00', '2026-01-01', '26-01']) expect(() => daysInMonth(month)).toThrow(expect.objectContaining({ code: 'NOT_A_MONTH' }));
    for (const act of [() => nextDay(LAST_DATE), () => addMonths('2199-12', 1), () => addMonths('1900-01', -1), () => dateOfDayNumber(0.5)]) {
      expect(act).toThrow(expect.objectContaining({ code: 'DATE_OUT_OF_RANGE' }));
    }
  });

  it('come back from their number', () => {
    fc.assert(fc.property(fc.integer({ min: dayNumberOfDate(FIRST_DATE), max: dayNumberOfDate(LAST_DATE) }), (day) => {
      expect(dayNumberOfDate(dateOfDayNumber(day))).toBe(day);
    }));
  });
});

describe.each(['Europe/Copenhagen', 'Europe/Zagreb', 'Europe/London'])('every local day 2020 to 2035 in %s', (zone) => {
  const calendar = calendarOf(zone);
  const clock = clockOf(zone);

  it('has the right count of quarters and hours', () => {
    const days = calendar.dayTable('2020-01-01', '2036-01-01');
    const counted = quartersByDate(clock, Date.UTC(2019, 11, 31), Date.UTC(2036, 0, 2));
    expect(days.map(({ date, quarters }) => [date, quarters])).toEqual([...counted].filter(([date]) => date >= '2020-01-01' && date <= '2035-12-31'));
    expect(days.every(({ hours, quarters }) => hours * 4 === quarters)).toBe(true);
    expect(days.filter(({ hours }) => hours === 23).length).toBe(16);
    expect(days.filter(({ hours }) => hours === 25).length).toBe(16);
  });

  it('begins where the clock turns to it and ends where the next begins', () => {
    calendar.dayTable('2020-01-01', '2036-01-01').forEach(({ date, from, to }, at, all) => {
      expect([clock(from).date, clock(from - 1).date < date, calendar.dayOf(from), calendar.dayOf(to - 1), calendar.isStartOfDay(from), calendar.isStartOfDay(from + 1)])
        .toEqual([date, true, date, date, true, false]);
      if (at > 0) expect(all[at - 1]!.to).toBe(from);
    });
  });

  it('has the local hours of its clock', () => {
    const [from, to] = [calendar.startOfDay('2026-01-01'), calendar.startOfDay('2028-01-01')];
    expect([...calendar.localHours(from, to)]).toEqual(Array.from({ length: (to - from) / HOUR_MS }, (_, at) => clock(from + at * HOUR_MS).hour));
  });
});
