const SLOTS = 256;
const LONGEST = 64;

/**
 * Member names seen before, so that the thousands of `value` and `position` of a document are one text each and need not be hashed again.
 * A slot holds the last name that fell there; a document of made-up names only makes it useless, never large.
 */
export class NameTable {
  private readonly names = new Array<string>(SLOTS).fill('');

  /** The same text as `text.slice(from, to)`. */
  at(text: string, from: number, to: number): string {
    const length = to - from;
    if (length === 0 || length > LONGEST) return text.slice(from, to);
    const slot = (length * 31 + text.charCodeAt(from) * 7 + text.charCodeAt(to - 1)) & (SLOTS - 1);
    const known = this.names[slot]!;
    if (known.length === length && sameFrom(text, from, known)) return known;
    return (this.names[slot] = text.slice(from, to));
  }
}

const sameFrom = (text: string, from: number, known: string): boolean => {
  for (let at = 0; at < known.length; at++) if (text.charCodeAt(from + at) !== known.charCodeAt(at)) return false;
  return true;
};
