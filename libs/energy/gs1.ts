/**
 * Whether the last digit is the check digit of those before it: from the right, without it, weights 3, 1, 3, 1 …;
 * 10 minus the sum modulo 10, modulo 10. Source: market facts §10 (GS1).
 */
export const hasGs1CheckDigit = (digits: string): boolean => gs1CheckDigit(digits.slice(0, -1)) === Number(digits.at(-1));

/** The digit that makes these digits a GS1 number. The text holds digits only. */
export const gs1CheckDigit = (digits: string): number => {
  let sum = 0;
  for (let at = digits.length - 1, weight = 3; at >= 0; at--, weight = 4 - weight) sum += (digits.charCodeAt(at) - 48) * weight;
  return (10 - (sum % 10)) % 10;
};

/** `strict: false` is for published samples with made-up numbers: length and digits still count, prefix and check digit do not. */
export type IdRules = Readonly<{ strict?: boolean; path?: string }>;
