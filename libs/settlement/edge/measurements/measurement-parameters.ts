import { type Calendar, calendarOf, InvalidValue, type LocalDate, type LocalMonth, MARKET_ZONE } from '#energy';
import { readInstant } from '../scenario/field-readers.js';
import type { Problems } from '../scenario/input-problems.js';
import type { MeasurementFolder } from './read-measurement-folder.js';

const FILE = 'scenario_parameters.json';

/** What `scenario_parameters.json` says; each calculation asks for what it needs. */
export class MeasurementParameters {
  private constructor(private readonly values: Readonly<Record<string, unknown>>, readonly calendar: Calendar, private readonly problems: Problems) {}

  static async read(folder: MeasurementFolder, problems: Problems): Promise<MeasurementParameters> {
    const values = valuesIn((await folder.text(FILE, true))?.text, problems);
    return new MeasurementParameters(values, calendarIn(values['time_zone'], problems), problems);
  }

  /** The local day on which the calculation runs. */
  executionDay(): LocalDate {
    const value = this.values['execution_start_datetime'];
    const instant = typeof value === 'string' ? readInstant(value) : undefined;
    if (instant === undefined) this.wrong('execution_start_datetime', 'must be an instant such as 2026-01-14T23:00:00Z', 'skal være et tidspunkt som 2026-01-14T23:00:00Z');
    return this.calendar.dayOf(instant ?? 0);
  }

  /** The month that is calculated, from `calculation_year` and `calculation_month`. */
  month(): LocalMonth {
    const year = this.wholeNumber('calculation_year', 1901, 2198);
    const month = this.wholeNumber('calculation_month', 1, 12);
    return `${year}-${String(month).padStart(2, '0')}`;
  }

  private wholeNumber(name: string, lowest: number, highest: number): number {
    const value = Number(this.values[name] ?? NaN);
    if (Number.isInteger(value) && value >= lowest && value <= highest) return value;
    this.wrong(name, `must be a whole number from ${lowest} to ${highest}`, `skal være et helt tal fra ${lowest} til ${highest}`);
    return lowest;
  }

  private wrong(name: string, en: string, da: string): void {
    this.problems.add({ file: FILE, column: name }, 'PARAMETER_WRONG', `${name} ${en}.`, `${name} ${da}.`);
  }
}

const valuesIn = (text: string | undefined, problems: Problems): Readonly<Record<string, unknown>> => {
  if (text === undefined) return {};
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  problems.add({ file: FILE }, 'NOT_JSON', `${FILE} is not a JSON object. Correct its syntax.`, `${FILE} er ikke et JSON-objekt. Ret syntaksen.`);
  return {};
};

const calendarIn = (zone: unknown, problems: Problems): Calendar => {
  try {
    return calendarOf(typeof zone === 'string' ? zone : MARKET_ZONE);
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    problems.addReason({ file: FILE, column: 'time_zone' }, error.reason);
    return calendarOf(MARKET_ZONE);
  }
};
