import type { Reason } from '#kernel';

/** A JSON value whose numbers are still the text that was written: 0.1 stays "0.1", however many digits a number has. */
export type ExactJson = null | boolean | string | readonly ExactJson[] | Readonly<{ [key: string]: ExactJson }>;

export type ParsedJson = Readonly<{ ok: true; value: ExactJson }> | Readonly<{ ok: false; problems: readonly Reason[] }>;

const DEEPEST = 64;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const PLAIN_STRING = /"([^"\\\u0000-\u001f]*)"/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SPACE = /[ \t\r\n]*/y;

/** Reads JSON (RFC 8259) without ever making a floating-point number of what it holds. A key that stands twice in an object is a problem, for nobody knows which is meant. */
export const parseExactJson = (text: string): ParsedJson => {
  const reader = new Reader(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  try {
    const value = reader.document();
    return reader.problems.length === 0 ? { ok: true, value } : { ok: false, problems: reader.problems };
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return { ok: false, problems: [...reader.problems, error.reason] };
  }
};

class NotJson extends Error {
  override readonly name = 'NotJson';
  constructor(readonly reason: Reason) {
    super(reason.en);
  }
}

class Reader {
  readonly problems: Reason[] = [];
  private at = 0;

  constructor(private readonly text: string) {}

  document(): ExactJson {
    this.match(SPACE);
    const value = this.value('$', 0);
    this.match(SPACE);
    if (this.at < this.text.length) this.fail('$', 'the end of the text', 'slutningen af teksten');
    return value;
  }

  private value(path: string, depth: number): ExactJson {
    if (depth > DEEPEST) this.fail(path, `at most ${DEEPEST} levels`, `højst ${DEEPEST} niveauer`);
    const next = this.text[this.at];
    if (next === '{') return this.object(path, depth);
    if (next === '[') return this.array(path, depth);
    if (next === '"') return this.string(path);
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.match(NUMBER) ?? this.fail(path, 'a value', 'en værdi');
  }

  private object(path: string, depth: number): ExactJson {
    const entries = new Map<string, ExactJson>();
    this.at += 1;
    this.match(SPACE);
    if (this.take('}')) return {};
    do {
      this.match(SPACE);
      if (this.text[this.at] !== '"') this.fail(path, 'a key in quotes', 'en nøgle i anførselstegn');
      const key = this.string(path);
      this.match(SPACE);
      if (!this.take(':')) this.fail(`${path}.${key}`, 'a colon', 'et kolon');
      this.match(SPACE);
      if (entries.has(key)) this.problems.push(duplicateKey(path, key));
      entries.set(key, this.value(`${path}.${key}`, depth + 1));
      this.match(SPACE);
    } while (this.take(','));
    if (!this.take('}')) this.fail(path, 'a comma or }', 'et komma eller }');
    return Object.fromEntries(entries);
  }

  private array(path: string, depth: number): ExactJson {
    const items: ExactJson[] = [];
    this.at += 1;
    this.match(SPACE);
    if (this.take(']')) return items;
    do {
      this.match(SPACE);
      items.push(this.value(`${path}[${items.length}]`, depth + 1));
      this.match(SPACE);
    } while (this.take(','));
    if (!this.take(']')) this.fail(path, 'a comma or ]', 'et komma eller ]');
    return items;
  }

  private string(path: string): string {
    const plain = this.match(PLAIN_STRING);
    if (plain !== undefined) return plain.slice(1, -1);
    const escaped = this.match(STRING) ?? this.fail(path, 'a text that ends with a quote', 'en tekst, der slutter med et anførselstegn');
    return String(JSON.parse(escaped));
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private fail(path: string, en: string, da: string): never {
    const before = this.text.slice(0, this.at).split('\n');
    const place = `${before.length}:${before.at(-1)!.length + 1}`;
    throw new NotJson({
      code: 'NOT_JSON', path,
      en: `This is not JSON: at line and column ${place} there should be ${en}. Correct the text there.`,
      da: `Dette er ikke JSON: på linje og kolonne ${place} skulle der stå ${da}. Ret teksten dér.`,
    });
  }
}

const duplicateKey = (path: string, key: string): Reason => ({
  code: 'DUPLICATE_KEY', path: `${path}.${key}`,
  en: `The key ${JSON.stringify(key)} stands twice in the same object. Remove one.`,
  da: `Nøglen ${JSON.stringify(key)} står to gange i samme objekt. Fjern den ene.`,
});
