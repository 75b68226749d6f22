import type { CatalogueFacts } from '#catalogue/published';
import type { Calendar } from '#energy';
import type { Heard, Reason } from '#kernel';
import type { ReadingFacts } from '#metering/published';
import type { Contract, PortfolioFacts, Supply } from '#portfolio/published';
import type { PlannedPeriod } from '../../domain/period/planned-periods.js';
import type { ChargeCategory, SettlementInput } from '../../domain/customer/settlement-input.js';
import type { SettledPeriod } from '../../domain/events.js';

/** Where everything that a settlement rests on is asked for. */
export type SettlementFacts = Readonly<{ catalogue: CatalogueFacts; portfolio: PortfolioFacts; readings: ReadingFacts }>;

/** What is the same for every settlement of an installation. */
export type SettlementRules = Readonly<{
  calendar: Calendar;
  /** Tariffs a point must have before it may be settled. */
  requiredCategories: readonly ChargeCategory[];
  /** First month of the settlement year of electrical heating, 1 to 12. */
  yearStartsInMonth: number;
}>;

/** The rules of the Danish market. */
export const rulesOf = (calendar: Calendar): SettlementRules => ({ calendar, requiredCategories: ['grid', 'system', 'transmission', 'electricityTax'], yearStartsInMonth: 1 });

export type Planned = PlannedPeriod<Supply, Contract> & Readonly<{ gsrn: string }>;

/** A version of a fact that a settlement rests on, named by a stable text. */
export type Version = Readonly<{ ref: string; heard: Heard }>;

/** Everything one planned period rests on. */
export type Gathered = Readonly<{
  planned: Planned;
  /** Whose period it is, as far as that is known. */
  period: Partial<SettledPeriod> & Pick<SettledPeriod, 'gsrn' | 'from' | 'to'>;
  input: SettlementInput;
  /** What is missing before the calculation even looks. */
  reasons: readonly Reason[];
  /** Versions in force besides those that the lines name: terms, links, master data, rates, limits. */
  versions: readonly Version[];
  /** Series of earlier readings and of the hub's full-rate series that count, by ref. */
  otherReadings: readonly string[];
  /** How a price or term of the input is known; readings are asked for by `ReadingFacts.heard`. */
  heardOf(ref: string): Heard | undefined;
  /** Place in the series as received of the first value that the input holds, by ref; 0 where absent. */
  firstIndexOf(ref: string): number;
  /** Points whose readings are in the input: its own and its children. */
  readFrom: readonly string[];
  /** First day of readings that count; earlier than the period where a yearly limit is used up. */
  readSince: string;
}>;
