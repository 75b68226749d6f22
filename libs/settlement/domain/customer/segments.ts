import { type Calendar, type Day, type Span } from '#energy';
import { covers } from './dated.js';
import { type DayTerms, termsOfDay, termsText } from './day-terms.js';
import type { SettlementInput } from './settlement-input.js';

/** A local day with what holds on it. */
export type SettledDay = Readonly<{ day: Day; terms: DayTerms }>;

/** Days in a row on which nothing changed: each line is summed and rounded once per segment. */
export type Segment = Readonly<{ from: string; to: string; span: Span; days: readonly SettledDay[] }>;

/**
 * The days of the period that lie in our supply, cut where a price, product, contract, tariff or VAT rate changes.
 * A change cuts all lines, not only its own (a published master shows so: the flat tariff beside a changed one is 22.09, not 22.10).
 */
export const segmentsOf = (input: SettlementInput, calendar: Calendar): readonly Segment[] => {
  const runs: SettledDay[][] = [];
  let before: string | undefined;
  for (const day of calendar.dayTable(input.period.from, input.period.to)) {
    if (!input.supply.some((one) => covers(one, day.date))) { before = undefined; continue; }
    const terms = termsOfDay(input, day.date);
    const text = termsText(terms);
    if (text === before) runs.at(-1)!.push({ day, terms });
    else runs.push([{ day, terms }]);
    before = text;
  }
  return runs.map((days) => ({
    from: days[0]!.day.date, to: calendar.nextDay(days.at(-1)!.day.date),
    span: { from: days[0]!.day.from, to: days.at(-1)!.day.to }, days,
  }));
};
