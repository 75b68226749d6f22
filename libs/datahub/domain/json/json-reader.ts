import { type JsonProblem, type JsonProblemCode, jsonProblem, type Syntax } from './json-problem.js';
import { type NumberToken, readNumber } from './json-number.js';
import type { Place } from './json-path.js';
import { NameTable } from './name-table.js';
import { isUnstorable, readEscapedString, type StringToken } from './json-string.js';

export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export type JsonObject = { [name: string]: JsonValue };

/** A number whose text says more than a double can hold. The value read is only the nearest; `text` is what was sent. */
export type InexactNumber = Readonly<{ place: Place; text: string }>;

export type JsonLimits = Readonly<{ depth: number; members: number; problems: number }>;

/** Thrown and caught inside this folder: reading cannot go on. */
class Stop extends Error {}

const NAMES = new NameTable();

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const LIST = 91;
const LIST_END = 93;
const OBJECT = 123;
const OBJECT_END = 125;

/**
 * Reads one text as JSON (RFC 8259) and nothing else: no comments, NaN, trailing commas. Goes on after a doubled member or an
 * unstorable text, so that all of them are told; stops at the first place that is not JSON. Nesting is limited, so recursion is too.
 */
export class JsonReader {
  readonly problems: JsonProblem[] = [];
  readonly inexact: InexactNumber[] = [];
  private at = 0;
  /** The steps from the root to the value in hand; only the first `depth` of them count. */
  private readonly steps: (string | number)[] = [];
  private readonly number: NumberToken = { value: 0, end: 0, exact: true };
  private readonly escaped: StringToken = { value: '', end: 0, complaint: undefined };

  constructor(private readonly text: string, private readonly limits: JsonLimits, private readonly offsetOf: (at: number) => number) {}

  /** The value, or undefined when the text is not JSON; `problems` then says why. */
  read(): JsonValue | undefined {
    try {
      const value = this.value(0);
      this.skipSpace();
      if (this.at < this.text.length) this.wrong('nothing more was expected', 0);
      return value;
    } catch (error) {
      if (error instanceof Stop) return undefined;
      throw error;
    }
  }

  private value(depth: number): JsonValue {
    const char = this.skipSpace();
    if (char === OBJECT) return this.object(depth);
    if (char === QUOTE) return this.string(depth);
    if (char === LIST) return this.list(depth);
    if (char === 45 || (char >= 48 && char <= 57)) return this.numeral(depth);
    if (this.text.startsWith('true', this.at)) return this.word(4, true);
    if (this.text.startsWith('false', this.at)) return this.word(5, false);
    if (this.text.startsWith('null', this.at)) return this.word(4, null);
    return this.wrong('a value was expected', depth);
  }

  private object(depth: number): JsonObject {
    this.enter(depth);
    const object: JsonObject = {};
    if (this.skipSpace() === OBJECT_END) { this.at++; return object; }
    for (let members = 1; ; members++) {
      if (members > this.limits.members) this.stop('JSON_TOO_MANY_MEMBERS', depth, String(this.limits.members));
      if (this.skipSpace() !== QUOTE) this.wrong('a member name in double quotes was expected', depth);
      const nameAt = this.at;
      const name = this.string(depth, NAMES);
      this.steps[depth] = name;
      if (this.skipSpace() !== COLON) this.wrong('a colon was expected', depth + 1);
      this.at++;
      const value = this.value(depth + 1);
      if (name === '__proto__') this.note('JSON_FORBIDDEN_KEY', depth + 1, nameAt);
      // The plain look is quick and also sees inherited names such as `constructor`; `hasOwn` then tells.
      else if (object[name] !== undefined && Object.hasOwn(object, name)) this.note('JSON_DUPLICATE_KEY', depth + 1, nameAt);
      else object[name] = value;
      const char = this.skipSpace();
      if (char !== COMMA && char !== OBJECT_END) this.wrong('a comma or the end of the object was expected', depth);
      this.at++;
      if (char === OBJECT_END) return object;
    }
  }

  private list(depth: number): JsonValue[] {
    this.enter(depth);
    const list: JsonValue[] = [];
    if (this.skipSpace() === LIST_END) { this.at++; return list; }
    for (;;) {
      this.steps[depth] = list.length;
      list.push(this.value(depth + 1));
      const char = this.skipSpace();
      if (char !== COMMA && char !== LIST_END) this.wrong('a comma or the end of the list was expected', depth);
      this.at++;
      if (char === LIST_END) return list;
    }
  }

  private string(depth: number, names?: NameTable): string {
    const { text } = this;
    const from = this.at + 1;
    let at = from;
    let char = text.charCodeAt(at);
    // Unpaired surrogates cannot come from UTF-8 itself, only from escapes. `char >= 32` is false at the end of the text.
    while (char !== QUOTE && char !== BACKSLASH && char >= 32) char = text.charCodeAt(++at);
    if (char === QUOTE) {
      this.at = at + 1;
      return names === undefined ? text.slice(from, at) : names.at(text, from, at);
    }
    const token = this.escaped;
    readEscapedString(text, from, token);
    const begin = this.at;
    this.at = token.end;
    if (token.complaint !== undefined) this.wrong(token.complaint, depth);
    if (isUnstorable(token.value)) this.note('JSON_UNSTORABLE_TEXT', depth, begin);
    return token.value;
  }

  private numeral(depth: number): number {
    const { number } = this;
    if (!readNumber(this.text, this.at, number)) this.wrong('a number was expected', depth);
    if (!number.exact && this.inexact.length < this.limits.problems) {
      this.inexact.push({ place: this.steps.slice(0, depth), text: this.text.slice(this.at, number.end) });
    }
    this.at = number.end;
    return Number.isFinite(number.value) ? number.value : Math.sign(number.value) * Number.MAX_VALUE;
  }

  private word<T>(length: number, value: T): T {
    this.at += length;
    return value;
  }

  private enter(depth: number): void {
    if (depth >= this.limits.depth) this.stop('JSON_TOO_DEEP', depth, String(this.limits.depth));
    this.at++;
  }

  private skipSpace(): number {
    const { text } = this;
    let char = text.charCodeAt(this.at);
    while (char === 32 || char === 10 || char === 13 || char === 9) char = text.charCodeAt(++this.at);
    return char;
  }

  private note(code: JsonProblemCode, depth: number, at: number): void {
    if (this.problems.length < this.limits.problems) this.problems.push(jsonProblem(code, this.offsetOf(at), this.steps.slice(0, depth)));
  }

  private wrong(syntax: Syntax, depth: number): never {
    this.stop('JSON_SYNTAX', depth, syntax);
  }

  private stop(code: JsonProblemCode, depth: number, detail: string): never {
    this.problems.push(jsonProblem(code, this.offsetOf(this.at), this.steps.slice(0, depth), detail));
    throw new Stop();
  }
}
