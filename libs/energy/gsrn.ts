import type { Reason } from '#kernel';
import { gs1CheckDigit, hasGs1CheckDigit, type IdRules } from './gs1.js';
import { InvalidValue, quoted } from './invalid-value.js';

declare const gsrnBrand: unique symbol;

/** The number of a metering point: 18 digits, as text. */
export type Gsrn = string & { readonly [gsrnBrand]: true };

/** Begins every Danish metering point number. Source: market facts §10. */
export const DANISH_GSRN_PREFIX = '571313';
const EIGHTEEN_DIGITS = /^\d{18}$/;

/** Everything that is wrong with the text as a GSRN; empty when it is one. Codes GSRN_LENGTH, GSRN_PREFIX, GSRN_CHECK_DIGIT. */
export const gsrnReasons = (text: unknown, { strict = true, path }: IdRules = {}): readonly Reason[] => {
  const place = path === undefined ? {} : { path };
  if (typeof text !== 'string' || !EIGHTEEN_DIGITS.test(text)) {
    return [{
      code: 'GSRN_LENGTH',
      en: `${quoted(text)} is not a metering point number. It has 18 digits and nothing else.`,
      da: `${quoted(text)} er ikke et målepunktsnummer. Det har 18 cifre og intet andet.`,
      ...place,
    }];
  }
  if (!strict) return [];
  const reasons: Reason[] = [];
  if (!text.startsWith(DANISH_GSRN_PREFIX)) {
    reasons.push({
      code: 'GSRN_PREFIX',
      en: `${text} does not begin with ${DANISH_GSRN_PREFIX}, as Danish metering points do.`,
      da: `${text} begynder ikke med ${DANISH_GSRN_PREFIX}, som danske målepunkter gør.`,
      ...place,
    });
  }
  if (!hasGs1CheckDigit(text)) {
    const digit = gs1CheckDigit(text.slice(0, -1));
    reasons.push({
      code: 'GSRN_CHECK_DIGIT',
      en: `${text} has a wrong check digit; ${digit} would fit. Look for a mistyped digit.`,
      da: `${text} har et forkert kontrolciffer; ${digit} ville passe. Se efter et fejltastet ciffer.`,
      ...place,
    });
  }
  return reasons;
};

/** @throws InvalidValue with the first of `gsrnReasons`; a border that collects all calls that instead */
export const parseGsrn = (text: unknown, rules: IdRules = {}): Gsrn => {
  const [reason] = gsrnReasons(text, rules);
  if (reason) throw new InvalidValue(reason);
  return text as Gsrn;
};

export const isGsrn = (text: unknown, rules: IdRules = {}): text is Gsrn => gsrnReasons(text, rules).length === 0;
