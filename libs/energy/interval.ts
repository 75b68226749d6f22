import { formatInstant, parseInstant } from './instant.js';
import { InvalidValue } from './invalid-value.js';

/** A half-open stretch of time [from, to) as UTC text: the form for events, documents and APIs. */
export type Interval = Readonly<{ from: string; to: string }>;

/** The same in epoch milliseconds: the form for loops. Empty when `to` is not after `from`. */
export type Span = Readonly<{ from: number; to: number }>;

/** @throws InvalidValue NOT_AN_INSTANT, INSTANT_TOO_FINE, EMPTY_INTERVAL (ends before or when it begins) */
export const parseInterval = ({ from, to }: Interval): Span => {
  const span = { from: parseInstant(from), to: parseInstant(to) };
  if (!isEmpty(span)) return span;
  throw new InvalidValue({
    code: 'EMPTY_INTERVAL',
    en: `The interval from ${from} to ${to} is empty. The end must be later than the start.`,
    da: `Intervallet fra ${from} til ${to} er tomt. Slutningen skal ligge efter starten.`,
  });
};

export const formatInterval = ({ from, to }: Span): Interval => ({ from: formatInstant(from), to: formatInstant(to) });

export const isEmpty = ({ from, to }: Span): boolean => !(to > from);

/** Whether the instant lies in the span; its end does not. */
export const contains = ({ from, to }: Span, instant: number): boolean => instant >= from && instant < to;

/** Whether all of `inner` lies in `outer`; an empty span lies in every other. */
export const covers = (outer: Span, inner: Span): boolean => isEmpty(inner) || (inner.from >= outer.from && inner.to <= outer.to);

/** Whether they share an instant. Spans that only touch do not. */
export const overlaps = (a: Span, b: Span): boolean => !isEmpty(a) && !isEmpty(b) && a.from < b.to && b.from < a.to;

/** What both have in common; undefined when that is nothing. */
export const intersection = (a: Span, b: Span): Span | undefined => {
  const common = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return isEmpty(common) ? undefined : common;
};

/** What is left of `span` without `hole`: none, one or two spans, in order. */
export const without = (span: Span, hole: Span): readonly Span[] => {
  if (!overlaps(span, hole)) return isEmpty(span) ? [] : [span];
  return [{ from: span.from, to: hole.from }, { from: hole.to, to: span.to }].filter((part) => !isEmpty(part));
};

/** The span cut at these instants, in order. Instants outside or at its ends, and repeated ones, cut nothing. */
export const splitAt = (span: Span, instants: Iterable<number>): readonly Span[] => {
  if (isEmpty(span)) return [];
  const inside = [...new Set(instants)].filter((instant) => instant > span.from && instant < span.to).sort((a, b) => a - b);
  const edges = [span.from, ...inside, span.to];
  return edges.slice(1).map((to, at) => ({ from: edges[at]!, to }));
};
