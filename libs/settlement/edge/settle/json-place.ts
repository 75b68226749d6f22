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
