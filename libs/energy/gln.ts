import type { Reason } from '#kernel';
import { gs1CheckDigit, hasGs1CheckDigit, type IdRules } from './gs1.js';
import { InvalidValue, quoted } from './invalid-value.js';

declare const glnBrand: unique symbol;

/** The number of a market participant: 13 digits, as text. Danish ones begin with 579; others occur, so no prefix is asked for. */
export type Gln = string & { readonly [glnBrand]: true };

const THIRTEEN_DIGITS = /^\d{13}$/;

/** Everything that is wrong with the text as a GLN; empty when it is one. Codes GLN_LENGTH, GLN_CHECK_DIGIT. */
export const glnReasons = (text: unknown, { strict = true, path }: IdRules = {}): readonly Reason[] => {
  const place = path === undefined ? {} : { path };
  if (typeof text !== 'string' || !THIRTEEN_DIGITS.test(text)) {
    return [{
      code: 'GLN_LENGTH',
      en: `${quoted(text)} is not a GLN. It has 13 digits and nothing else.`,
      da: `${quoted(text)} er ikke et GLN-nummer. Det har 13 cifre og intet andet.`,
      ...place,
    }];
  }
  if (!strict || hasGs1CheckDigit(text)) return [];
  const digit = gs1CheckDigit(text.slice(0, -1));
  return [{
    code: 'GLN_CHECK_DIGIT',
    en: `${text} has a wrong check digit; ${digit} would fit. Look for a mistyped digit.`,
    da: `${text} har et forkert kontrolciffer; ${digit} ville passe. Se efter et fejltastet ciffer.`,
    ...place,
  }];
};

/** @throws InvalidValue with the first of `glnReasons`; a border that collects all calls that instead */
export const parseGln = (text: unknown, rules: IdRules = {}): Gln => {
  const [reason] = glnReasons(text, rules);
  if (reason) throw new InvalidValue(reason);
  return text as Gln;
};

export const isGln = (text: unknown, rules: IdRules = {}): text is Gln => glnReasons(text, rules).length === 0;
