import type { ConfigProblem } from './config-error.js';

export type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads typed values out of text variables. A value that cannot be read is noted in `problems` and replaced by the fallback,
 * so that one pass finds everything that is wrong. An empty variable counts as absent.
 */
export class Environment {
  readonly problems: ConfigProblem[] = [];
  /** Every variable somebody asked for: what is left over under our prefix is a probable typo. */
  readonly known = new Set<string>();

  constructor(private readonly env: Env) {}

  text(variable: string): string | undefined {
    this.known.add(variable);
    const value = this.env[variable]?.trim();
    return value === '' ? undefined : value;
  }

  integer(variable: string, fallback: number, range: Readonly<{ from: number; to: number }>): number {
    const value = this.text(variable);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d{1,15}$/.test(value) && number >= range.from && number <= range.to) return number;
    this.problem(variable, quote(value), `a whole number from ${range.from} to ${range.to}`, `Set it within that range, or leave it out for ${fallback}.`);
    return fallback;
  }

  flag(variable: string, fallback: boolean): boolean {
    const value = this.text(variable)?.toLowerCase();
    if (value === undefined) return fallback;
    if (['true', '1', 'yes', 'on'].includes(value)) return true;
    if (['false', '0', 'no', 'off'].includes(value)) return false;
    this.problem(variable, quote(value), 'true or false', `Write true or false, or leave it out for ${fallback}.`);
    return fallback;
  }

  oneOf<T extends string>(variable: string, options: readonly T[], fallback: T): T {
    const value = this.text(variable);
    if (value === undefined) return fallback;
    const option = options.find((candidate) => candidate === value.toLowerCase());
    if (option !== undefined) return option;
    this.problem(variable, quote(value), `one of ${options.join(', ')}`, `Choose one of them, or leave it out for ${fallback}.`);
    return fallback;
  }

  /** Comma-separated; repeated entries count once. Absent = all options. */
  someOf<T extends string>(variable: string, options: readonly T[]): readonly T[] {
    const value = this.text(variable);
    if (value === undefined) return options;
    const names = value.split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
    const unknown = names.filter((name) => !options.some((option) => option === name));
    if (unknown.length === 0 && names.length > 0) return options.filter((option) => names.includes(option));
    this.problem(variable, quote(value), `a comma-separated list of ${options.join(', ')}`,
      unknown.length === 0 ? 'Name at least one, or leave it out for all.' : `Correct ${unknown.map(quote).join(', ')}, or leave it out for all.`);
    return options;
  }

  problem(variable: string, found: string, expected: string, doThis: string): void {
    this.problems.push({ variable, found, expected, doThis });
  }
}

/** A value as people may see it: quoted, cut to 60 characters. Never for values that may hold a secret. */
export const quote = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
