import { calendarOf, InvalidValue, MARKET_ZONE } from '#energy';
import { CALCULATION_TYPES, type Calculation, type CalculationType } from '../../domain/market/market-input.js';
import { readInstant } from './field-readers.js';
import type { Problems } from './input-problems.js';

export const ARGUMENTS = 'calculation_arguments.json';
/** Where the arguments say nothing else. Source: DataHub's rules, part 1 §2.5. */
const DEFAULT_QUARTERLY_FROM = Date.parse('2023-01-31T23:00:00Z');

/**
 * The calculation as `calculation_arguments.json` describes it, and when it was run. Adds FILE_MISSING, NOT_JSON, ARGUMENT_WRONG
 * and UNKNOWN_TIME_ZONE to the problems.
 */
export const readArguments = (text: string | undefined, problems: Problems): Readonly<{ calculation: Calculation; executedAt: number }> => {
  const values = argumentsFrom(text, problems);
  const wrong = (name: string, en: string, da: string): void => problems.add({ file: ARGUMENTS, column: name }, 'ARGUMENT_WRONG', en, da);
  const instant = (name: string, standIn?: number): number => {
    const value = values[name];
    if (value === undefined && standIn !== undefined) return standIn;
    const read = typeof value === 'string' ? readInstant(value) : undefined;
    if (read === undefined) wrong(name, `${name} must be an instant such as 2026-01-14 23:00:00 (UTC).`, `${name} skal være et tidspunkt som 2026-01-14 23:00:00 (UTC).`);
    return read ?? 0;
  };
  const type = values['calculation-type'];
  if (!CALCULATION_TYPES.includes(type as CalculationType)) {
    wrong('calculation-type', `calculation-type must be one of ${CALCULATION_TYPES.join(', ')}.`, `calculation-type skal være en af ${CALCULATION_TYPES.join(', ')}.`);
  }
  const areas = values['grid-areas'];
  const gridAreas = Array.isArray(areas) ? areas.map(String) : [];
  if (gridAreas.length === 0) wrong('grid-areas', 'grid-areas must be a list of at least one grid area.', 'grid-areas skal være en liste med mindst ét netområde.');
  const calculation = {
    id: String(values['calculation-id'] ?? ''),
    type: type as CalculationType,
    gridAreas,
    from: instant('period-start-datetime'),
    to: instant('period-end-datetime'),
    zone: zoneFrom(values['time-zone'], problems),
    quarterlyFrom: instant('quarterly-resolution-transition-datetime', DEFAULT_QUARTERLY_FROM),
  };
  const executedAt = instant('calculation-execution-time-start', 0);
  if (problems.isEmpty && calculation.from >= calculation.to) wrong('period-end-datetime', 'The period must end after it begins.', 'Perioden skal slutte, efter den begynder.');
  return { calculation, executedAt };
};

const argumentsFrom = (text: string | undefined, problems: Problems): Readonly<Record<string, unknown>> => {
  if (text === undefined) {
    problems.add({ file: ARGUMENTS }, 'FILE_MISSING', `${ARGUMENTS} is missing. It says the period, the grid areas and the calculation type.`, `${ARGUMENTS} mangler. Den angiver periode, netområder og beregningstype.`);
    return {};
  }
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  problems.add({ file: ARGUMENTS }, 'NOT_JSON', `${ARGUMENTS} is not a JSON object. Correct its syntax.`, `${ARGUMENTS} er ikke et JSON-objekt. Ret syntaksen.`);
  return {};
};

const zoneFrom = (zone: unknown, problems: Problems): string => {
  if (typeof zone !== 'string') return MARKET_ZONE;
  try {
    return calendarOf(zone).zone;
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    problems.addReason({ file: ARGUMENTS, column: 'time-zone' }, error.reason);
    return MARKET_ZONE;
  }
};
