import { InvalidValue } from '#energy';
import type { CsvRow } from './csv-table.js';
import type { Place, Problems } from './input-problems.js';

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?|UTC)?$/i;

/**
 * Epoch milliseconds of an instant as foreign tables write it: `T` or a blank between date and time, with or without seconds and fractions of them,
 * `Z`, an offset, or nothing (then UTC). Undefined when it is none. Digits beyond the millisecond are cut.
 */
export const readInstant = (text: string): number | undefined => {
  const parts = INSTANT.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const local = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second, +fraction.slice(0, 3).padEnd(3, '0'));
  const read = new Date(local);
  const isReal = read.getUTCDate() === +day! && read.getUTCMonth() === +month! - 1 && +hour < 24 && +minute < 60 && +second < 60;
  return isReal ? local - offsetMs(zone) : undefined;
};

const offsetMs = (zone: string): number => {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (!parts) return 0;
  return (parts[1] === '-' ? -1 : 1) * (+parts[2]! * 60 + +(parts[3] ?? '0')) * 60_000;
};

/** Reads the fields of one row; what cannot be read becomes a problem with its place, and the reader goes on with a harmless stand-in. */
export class Fields {
  constructor(private readonly row: CsvRow, private readonly file: string, private readonly problems: Problems) {}

  place(column?: string): Place {
    return { file: this.file, line: this.row.line, column };
  }

  text(column: string): string {
    const text = this.row.get(column);
    if (text === '') this.problems.add(this.place(column), 'FIELD_EMPTY', 'The field is empty. Give it a value.', 'Feltet er tomt. Giv det en værdi.');
    return text;
  }

  optional(column: string): string | undefined {
    return this.row.get(column) || undefined;
  }

  instant(column: string): number {
    return this.instantFrom(column, this.text(column)) ?? 0;
  }

  optionalInstant(column: string): number | undefined {
    return this.instantFrom(column, this.row.get(column));
  }

  /** Whatever `parse` makes of the field; an InvalidValue it throws becomes a problem. */
  parsed<Value>(column: string, parse: (text: string) => Value, standIn: Value): Value {
    const text = this.text(column);
    if (text === '') return standIn;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      this.problems.addReason(this.place(column), error.reason);
      return standIn;
    }
  }

  oneOf<Value>(column: string, text: string, values: Readonly<Record<string, Value>>): Value {
    if (Object.hasOwn(values, text)) return values[text]!;
    const known = Object.keys(values);
    if (text !== '') this.unknown(column, text, known);
    return values[known[0]!]!;
  }

  integer(column: string, lowest: number): number {
    const text = this.text(column);
    if (text === '') return lowest;
    if (/^\d{1,9}(\.0+)?$/.test(text) && +text >= lowest) return +text;
    this.problems.add(
      this.place(column), 'NOT_A_COUNT', `${JSON.stringify(text)} is not a whole number from ${lowest} on. Correct it.`,
      `${JSON.stringify(text)} er ikke et helt tal fra ${lowest} og op. Ret det.`,
    );
    return lowest;
  }

  /** Notes a problem with the field and goes on with the stand-in. */
  refuse<Value>(column: string, code: string, en: string, da: string, standIn: Value): Value {
    this.problems.add(this.place(column), code, en, da);
    return standIn;
  }

  boolean(column: string): boolean {
    return this.oneOf(column, this.text(column).toLowerCase(), { false: false, true: true, 0: false, 1: true });
  }

  /** A period must not end before it begins. */
  checkOrder(from: number, to: number | undefined, column: string): void {
    if (to === undefined || from <= to) return;
    this.problems.add(this.place(column), 'ENDS_BEFORE_START', 'The period ends before it begins. Correct one of its ends.', 'Perioden slutter, før den begynder. Ret en af enderne.');
  }

  private instantFrom(column: string, text: string): number | undefined {
    if (text === '') return undefined;
    const instant = readInstant(text);
    if (instant === undefined) {
      this.problems.add(
        this.place(column), 'NOT_AN_INSTANT', `${JSON.stringify(text)} is not an instant. Write it like 2026-01-14T23:00:00Z.`,
        `${JSON.stringify(text)} er ikke et tidspunkt. Skriv det som 2026-01-14T23:00:00Z.`,
      );
    }
    return instant;
  }

  private unknown(column: string, text: string, known: readonly string[]): void {
    this.problems.add(
      this.place(column), 'UNKNOWN_CODE', `${JSON.stringify(text)} is not known here. Use one of ${known.join(', ')}.`,
      `${JSON.stringify(text)} kendes ikke her. Brug en af ${known.join(', ')}.`,
    );
  }
}
