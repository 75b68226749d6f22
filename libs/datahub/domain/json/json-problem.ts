import type { Reason } from '#kernel';
import { jsonPath, type Place } from './json-path.js';

/** What can be wrong with bytes that should be JSON. */
export type JsonProblemCode =
  | 'JSON_TOO_LARGE' | 'JSON_NOT_UTF8' | 'JSON_SYNTAX' | 'JSON_TOO_DEEP' | 'JSON_TOO_MANY_MEMBERS'
  | 'JSON_DUPLICATE_KEY' | 'JSON_FORBIDDEN_KEY' | 'JSON_UNSTORABLE_TEXT';

/** A reason with the byte where it begins, so that an editor can jump there. */
export type JsonProblem = Reason & Readonly<{ code: JsonProblemCode; offset: number; path: string }>;

/** What is wrong with the grammar, in both languages. */
const IN_DANISH = {
  'nothing more was expected': 'her skulle dokumentet slutte',
  'a value was expected': 'her skulle stå en værdi',
  'a number was expected': 'her skulle stå et tal',
  'a member name in double quotes was expected': 'her skulle stå et feltnavn i dobbelte anførselstegn',
  'a colon was expected': 'her skulle stå et kolon',
  'a comma or the end of the object was expected': 'her skulle stå et komma eller objektets slutning',
  'a comma or the end of the list was expected': 'her skulle stå et komma eller listens slutning',
  'the closing quote of a text is missing': 'tekstens afsluttende anførselstegn mangler',
  'a control character in a text must be written as an escape': 'et kontroltegn i en tekst skal skrives som en escape-sekvens',
  'four hexadecimal digits were expected': 'her skulle stå fire hexadecimale cifre',
  'this escape does not exist': 'denne escape-sekvens findes ikke',
} as const;

export type Syntax = keyof typeof IN_DANISH;

const TEXTS: Record<JsonProblemCode, (detail: string) => Readonly<{ en: string; da: string }>> = {
  JSON_TOO_LARGE: (detail) => ({ en: `The document is too large (${detail}); send it in smaller parts`, da: `Dokumentet er for stort (${detail}); send det i mindre dele` }),
  JSON_NOT_UTF8: () => ({ en: 'The bytes here are not UTF-8; encode the document as UTF-8', da: 'Bytene her er ikke UTF-8; gem dokumentet som UTF-8' }),
  JSON_SYNTAX: (detail) => ({ en: `Not JSON: ${detail}`, da: `Ikke JSON: ${IN_DANISH[detail as Syntax]}` }),
  JSON_TOO_DEEP: (detail) => ({ en: `Objects and lists are nested deeper than ${detail} levels`, da: `Objekter og lister er indlejret dybere end ${detail} niveauer` }),
  JSON_TOO_MANY_MEMBERS: (detail) => ({ en: `An object has more than ${detail} members`, da: `Et objekt har flere end ${detail} felter` }),
  JSON_DUPLICATE_KEY: () => ({ en: 'This member stands twice in its object; nobody can know which one counts', da: 'Feltet står to gange i objektet; ingen kan vide, hvilket der gælder' }),
  JSON_FORBIDDEN_KEY: () => ({ en: 'A member must not be named __proto__', da: 'Et felt må ikke hedde __proto__' }),
  JSON_UNSTORABLE_TEXT: () => ({ en: 'The text holds half a surrogate pair or a NUL character; such text cannot be stored', da: 'Teksten indeholder et halvt surrogatpar eller et NUL-tegn; sådan en tekst kan ikke gemmes' }),
};

/** The problem in words. `detail` is the limit passed or, for syntax, a `Syntax`. */
export const jsonProblem = (code: JsonProblemCode, offset: number, place: Place, detail = ''): JsonProblem =>
  ({ code, offset, path: jsonPath(place), ...TEXTS[code](detail) });
