import { daysBetween, type LocalDate } from '#energy';

/** Twelve months from the first of the settlement month; half-open. */
export type SettlementYear = Readonly<{ from: LocalDate; to: LocalDate; days: number }>;

/** The settlement year that holds the day. Source: DataHub's rules, part 3, electrical heating, rule 1. */
export const settlementYearOf = (day: LocalDate, settlementMonth: number): SettlementYear => {
  const year = Number(day.slice(0, 4));
  const from = yearStart(year, settlementMonth);
  return from <= day ? settlementYearFrom(year, settlementMonth) : settlementYearFrom(year - 1, settlementMonth);
};

export const yearBefore = ({ from }: SettlementYear): SettlementYear => settlementYearFrom(Number(from.slice(0, 4)) - 1, Number(from.slice(5, 7)));

/** The settlement years that [from, to) touches, each with the part of it that lies inside. */
export const splitByYear = (
  from: LocalDate, to: LocalDate, settlementMonth: number,
): readonly Readonly<{ year: SettlementYear; from: LocalDate; to: LocalDate }>[] => {
  const pieces = [];
  for (let at = from; at < to;) {
    const year = settlementYearOf(at, settlementMonth);
    const end = earlier(year.to, to);
    pieces.push({ year, from: at, to: end });
    at = end;
  }
  return pieces;
};

export const earlier = (a: LocalDate, b: LocalDate | undefined): LocalDate => (b !== undefined && b < a ? b : a);
export const later = (a: LocalDate, b: LocalDate | undefined): LocalDate => (b !== undefined && b > a ? b : a);

const yearStart = (year: number, month: number): LocalDate => `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;

const settlementYearFrom = (year: number, month: number): SettlementYear => {
  const [from, to] = [yearStart(year, month), yearStart(year + 1, month)];
  return { from, to, days: daysBetween(from, to) };
};
