import type { Reason } from '#kernel';
import { InvalidValue, type LocalDate, parseInstant, parseLocalDate, scaledFromText } from '#energy';
import type { ExactJson } from './exact-json.js';

/** All problems found, each place at most once: what the schema says about a place stands. */
export class Problems {
  readonly all: Reason[] = [];
  private readonly places = new Set<string>();

  add(reason: Reason): void {
    const key = reason.path ?? '$';
    if (this.places.has(key)) return;
    this.places.add(key);
    this.all.push(reason);
  }
}

/**
 * A place in the document. Reading something that is absent or of the wrong type gives undefined and says nothing, because the schema has said it;
 * reading a text that is no number, date or instant adds a problem. So one pass finds everything, however much is wrong.
 */
export class JsonPlace {
  constructor(private readonly value: ExactJson | undefined, readonly path: string, private readonly problems: Problems) {}

  get isGiven(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get(name: string): JsonPlace {
    const inside = isObject(this.value) && Object.hasOwn(this.value, name) ? this.value[name] : undefined;
    return new JsonPlace(inside, `${this.path}.${name}`, this.problems);
  }

  items(): readonly JsonPlace[] {
    return Array.isArray(this.value) ? this.value.map((item: ExactJson, at) => new JsonPlace(item, `${this.path}[${at}]`, this.problems)) : [];
  }

  text(): string | undefined {
    return typeof this.value === 'string' ? this.value : undefined;
  }

  flag(): boolean | undefined {
    return typeof this.value === 'boolean' ? this.value : undefined;
  }

  /** A list of numbers times 10^scale; null where nothing or no number stands. A series has thousands, so each item becomes a place only when it has a problem. */
  decimals(scale: number, isWrong?: (scaled: bigint) => boolean, sayWrong?: (place: JsonPlace) => void): readonly (bigint | null)[] {
    if (!Array.isArray(this.value)) return [];
    return this.value.map((item: ExactJson, at) => {
      const scaled = plainDecimal(item, scale) ?? new JsonPlace(item, `${this.path}[${at}]`, this.problems).decimal(scale) ?? null;
      if (scaled === null || !isWrong?.(scaled)) return scaled;
      sayWrong?.(new JsonPlace(item, `${this.path}[${at}]`, this.problems));
      return null;
    });
  }

  /** The number times 10^scale. */
  decimal(scale: number): bigint | undefined {
    return this.parsed((text) => scaledFromText(text, scale));
  }

  date(): LocalDate | undefined {
    return this.parsed(parseLocalDate);
  }

  /** Epoch milliseconds. */
  instant(): number | undefined {
    return this.parsed(parseInstant);
  }

  problem(code: string, en: string, da: string): void {
    this.problems.add({ code, en, da, path: this.path });
  }

  private parsed<T>(parse: (text: string) => T): T | undefined {
    const text = this.text();
    if (text === undefined) return undefined;
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      this.problems.add(error.reasonAt(this.path));
      return undefined;
    }
  }
}

const isObject = (value: ExactJson | undefined): value is Readonly<{ [key: string]: ExactJson }> => typeof value === 'object' && value !== null && !Array.isArray(value);

const PLAIN = /^-?\d{1,30}(\.\d+)?$/;

/** The usual way to write a number, fast; undefined for anything else, which is left to the careful way. */
const plainDecimal = (item: ExactJson, scale: number): bigint | undefined => {
  if (typeof item !== 'string' || !PLAIN.test(item)) return undefined;
  const point = item.indexOf('.');
  const decimals = point < 0 ? 0 : item.length - point - 1;
  if (decimals > scale) return undefined;
  const digits = point < 0 ? item : item.slice(0, point) + item.slice(point + 1);
  return BigInt(digits) * 10n ** BigInt(scale - decimals);
};
