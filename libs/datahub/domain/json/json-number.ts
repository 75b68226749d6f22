/** A number found in a text: its value, where it ends, and whether the value says exactly what the text says. */
export type NumberToken = { value: number; end: number; exact: boolean };

const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const PLUS = 43;
const POINT = 46;
/** Every decimal of at most this many significant digits has a double of its own, from which exactly that decimal can be told again. */
const MOST_DIGITS = 15;
/** Within this many powers of ten a double of 15 digits neither overflows nor loses digits at the small end. */
const MOST_EXPONENT = 290;
const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/**
 * Reads the JSON number that begins at `start` into `token`. False when there is none (RFC 8259, section 6: no leading zeros, no plus, no NaN).
 * `exact` is false when the text carries more than a double holds: then `value` is only near.
 */
export const readNumber = (text: string, start: number, token: NumberToken): boolean => {
  let at = start;
  if (text.charCodeAt(at) === MINUS) at++;
  const first = at;
  let mantissa = 0;
  let char = text.charCodeAt(at);
  while (char >= ZERO && char <= NINE) { mantissa = mantissa * 10 + (char - ZERO); char = text.charCodeAt(++at); }
  const whole = at - first;
  if (whole === 0 || (whole > 1 && text.charCodeAt(first) === ZERO)) return false;
  let decimals = 0;
  if (char === POINT) {
    char = text.charCodeAt(++at);
    while (char >= ZERO && char <= NINE) { mantissa = mantissa * 10 + (char - ZERO); decimals++; char = text.charCodeAt(++at); }
    if (decimals === 0) return false;
  }
  if (char !== 101 && char !== 69 && whole + decimals <= MOST_DIGITS) {
    // Both are exact integers below 2^53, so that the division is rounded once: the double nearest to the text.
    const size = decimals === 0 ? mantissa : mantissa / TENS[decimals]!;
    token.value = first > start ? -size : size;
    token.end = at;
    token.exact = true;
    return true;
  }
  return readLongNumber(text, start, at, token);
};

/** The rare rest: an exponent, or many digits. `at` is behind the digits. */
const readLongNumber = (text: string, start: number, at: number, token: NumberToken): boolean => {
  const mantissaEnd = at;
  let char = text.charCodeAt(at);
  if (char === 101 || char === 69) {
    char = text.charCodeAt(++at);
    if (char === PLUS || char === MINUS) char = text.charCodeAt(++at);
    const digitsFrom = at;
    while (char >= ZERO && char <= NINE) char = text.charCodeAt(++at);
    if (at === digitsFrom) return false;
  }
  token.end = at;
  token.value = Number(text.slice(start, at));
  token.exact = isExact(text.slice(start, mantissaEnd), text.slice(mantissaEnd + 1, at));
  return true;
};

/** Zeros at either end say nothing; what is left must fit a double with room to spare. */
const isExact = (mantissa: string, exponent: string): boolean => {
  const [whole = '', decimals = ''] = mantissa.replace('-', '').split('.');
  const digits = trimZeros(whole + decimals);
  if (digits.length === 0) return true;
  return digits.length <= MOST_DIGITS && Math.abs(Number(exponent)) + whole.length + decimals.length <= MOST_EXPONENT;
};

const trimZeros = (digits: string): string => {
  let from = 0;
  let to = digits.length;
  while (from < to && digits.charCodeAt(from) === ZERO) from++;
  while (to > from && digits.charCodeAt(to - 1) === ZERO) to--;
  return digits.slice(from, to);
};
