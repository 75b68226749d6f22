/** Danish for the rules of class-validator that our requests use; `{field}` is the field's name. */
const TEXTS: Readonly<Record<string, string>> = {
  whitelistValidation: '{field} findes ikke i denne forespørgsel. Fjern feltet, eller ret stavningen.',
  isString: '{field} skal være tekst.',
  isNotEmpty: '{field} må ikke være tom.',
  isDefined: '{field} mangler.',
  isInt: '{field} skal være et helt tal.',
  isNumber: '{field} skal være et tal.',
  isPositive: '{field} skal være større end nul.',
  isBoolean: '{field} skal være true eller false.',
  isArray: '{field} skal være en liste.',
  arrayNotEmpty: '{field} må ikke være en tom liste.',
  arrayMinSize: '{field} har for få elementer.',
  arrayMaxSize: '{field} har for mange elementer.',
  arrayUnique: '{field} må ikke indeholde den samme værdi to gange.',
  isIn: '{field} har en værdi, der ikke er tilladt.',
  isEnum: '{field} har en værdi, der ikke er tilladt.',
  isIso8601: '{field} skal være et tidspunkt efter ISO 8601.',
  isUuid: '{field} skal være et UUID.',
  matches: '{field} har ikke det rette format.',
  isDecimal: '{field} skal være et decimaltal.',
  min: '{field} er for lille.',
  max: '{field} er for stor.',
  minLength: '{field} er for kort.',
  maxLength: '{field} er for lang.',
  isLength: '{field} har ikke den rette længde.',
  isObject: '{field} skal være et objekt.',
  nestedValidation: '{field} skal være et objekt eller en liste af objekter.',
  unknownValue: 'Indholdet skal være et objekt.',
};

export const danish = (rule: string, field: string | undefined): string =>
  (TEXTS[rule] ?? '{field} er ugyldig.').replace('{field}', field ?? 'Indholdet');
