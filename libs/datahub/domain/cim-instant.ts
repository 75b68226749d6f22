import { InvalidValue, parseInstant } from '#energy';
import type { Fault } from './findings.js';

const OFFSET = /([+-])(\d{2}):(\d{2})$/;
const MINUTE_MS = 60_000;
/** Nothing in this market is older or newer; keeps absurd years out of every calendar behind. */
const EARLIEST = Date.parse('2000-01-01T00:00:00Z');
const LATEST = Date.parse('2199-01-01T00:00:00Z');

/** A CIM time in epoch milliseconds, or what is wrong with it. Zone `Z` or an offset; a time without either is refused, for nobody knows which it is. */
export const readCimInstant = (text: string): number | Fault => {
  const offset = text.endsWith('Z') ? null : OFFSET.exec(text);
  try {
    const instant = offset === null ? parseInstant(text) : parseInstant(`${text.slice(0, offset.index)}Z`) - offsetMs(offset);
    return instant >= EARLIEST && instant < LATEST ? instant : OUT_OF_RANGE;
  } catch (error) {
    if (error instanceof InvalidValue) return error.reason;
    throw error;
  }
};

const offsetMs = (parts: RegExpExecArray): number => {
  const size = (Number(parts[2]) * 60 + Number(parts[3])) * MINUTE_MS;
  return parts[1] === '-' ? -size : size;
};

const OUT_OF_RANGE: Fault = {
  code: 'DATE_OUT_OF_RANGE',
  en: 'The time is before 2000 or after 2198; check the year',
  da: 'Tidspunktet ligger før 2000 eller efter 2198; kontrollér året',
};
