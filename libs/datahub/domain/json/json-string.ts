import type { Syntax } from './json-problem.js';

/** A string with escapes: its value, where it ends (behind the closing quote), or what is wrong at `end`. */
export type StringToken = { value: string; end: number; complaint: Syntax | undefined };

const SIMPLE: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const HEX4 = /^[0-9a-fA-F]{4}$/;

/** Reads the string whose first character stands at `from` (behind the opening quote). Source: RFC 8259, section 7. */
export const readEscapedString = (text: string, from: number, token: StringToken): void => {
  const parts: string[] = [];
  let at = from;
  let pending = from;
  for (;;) {
    const char = text.charCodeAt(at);
    if (char === 34) break;
    if (at >= text.length) return refuse(token, at, 'the closing quote of a text is missing');
    if (char < 32) return refuse(token, at, 'a control character in a text must be written as an escape');
    if (char !== 92) { at++; continue; }
    parts.push(text.slice(pending, at));
    const escape = text.charAt(at + 1);
    if (escape === 'u') {
      const hex = text.slice(at + 2, at + 6);
      if (!HEX4.test(hex)) return refuse(token, at, 'four hexadecimal digits were expected');
      parts.push(String.fromCharCode(Number.parseInt(hex, 16)));
      at += 6;
    } else {
      const simple = Object.hasOwn(SIMPLE, escape) ? SIMPLE[escape] : undefined;
      if (simple === undefined) return refuse(token, at, 'this escape does not exist');
      parts.push(simple);
      at += 2;
    }
    pending = at;
  }
  parts.push(text.slice(pending, at));
  token.value = parts.join('');
  token.end = at + 1;
  token.complaint = undefined;
};

const refuse = (token: StringToken, at: number, complaint: Syntax): void => {
  token.value = '';
  token.end = at;
  token.complaint = complaint;
};

/** Half a surrogate pair has no UTF-8, and a NUL no place in a database text. */
export const isUnstorable = (text: string): boolean => /[\p{Cs}\0]/u.test(text);
