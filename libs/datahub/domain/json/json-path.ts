/** The members and indexes that lead from the root to one place of a document. */
export type Place = readonly (string | number)[];

const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const LONGEST_NAME = 80;

/**
 * A place as JSONPath: `$.Series[0].Period.Point[3].quantity`, `$['process.processType'].value`.
 * Source: RFC 9535, section 2.3. A hostile name is cut after 80 characters and its quotes, control characters and half surrogate pairs are escaped.
 */
export const jsonPath = (place: Place): string => {
  let path = '$';
  for (const step of place) path += typeof step === 'number' ? `[${step}]` : memberOf(step);
  return path;
};

const memberOf = (name: string): string => (PLAIN_NAME.test(name) && name.length <= LONGEST_NAME ? `.${name}` : `['${quoted(name)}']`);

const quoted = (name: string): string => {
  const cut = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return cut.replace(/['\\]/g, '\\$&').replace(/[\p{Cc}\p{Cs}]/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);
};
