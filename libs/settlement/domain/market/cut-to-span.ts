/** The part of a period that lies in the span, as a list of one or none. A period without `to` is open. */
export const cutToSpan = <Period extends Readonly<{ from: number; to?: number }>>(
  period: Period, span: Readonly<{ from: number; to?: number }>,
): (Period & { to: number })[] => {
  const from = Math.max(period.from, span.from);
  const to = Math.min(period.to ?? Infinity, span.to ?? Infinity);
  return from < to ? [{ ...period, from, to }] : [];
};
