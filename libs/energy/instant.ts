import { InvalidValue, quoted } from './invalid-value.js';

const INSTANT = /^([1-9]\d{3})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?Z$/;

/**
 * Epoch milliseconds of an instant in UTC, with or without seconds: `2026-01-14T23:00Z`, `2026-01-14T23:00:00Z`, `2026-01-14T23:00:00.123Z`.
 * Strict: a real date, capital T and Z, no offset. Source: DataHub's documents, both forms occur.
 * @throws InvalidValue NOT_AN_INSTANT, INSTANT_TOO_FINE (digits after the millisecond that are not 0)
 */
export const parseInstant = (text: string): number => {
  const parts = typeof text === 'string' ? INSTANT.exec(text) : null;
  if (!parts) throw notAnInstant(text);
  const [, year, month, day, hour, minute, second = '0', fraction = ''] = parts as unknown as readonly [string, string, string, string, string, string, string?, string?];
  if (/[1-9]/.test(fraction.slice(3))) throw tooFine(text);
  const instant = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second, +fraction.slice(0, 3).padEnd(3, '0'));
  const read = new Date(instant);
  if (read.getUTCDate() !== +day || read.getUTCMonth() !== +month - 1) throw notAnInstant(text); // 30 February rolls over to March
  return instant;
};

/** `2026-01-14T23:00:00Z`; milliseconds are written only when there are some. @throws InvalidValue NOT_AN_INSTANT for years outside 1000 to 9999 */
export const formatInstant = (instant: number): string => {
  if (!Number.isInteger(instant) || instant < EARLIEST || instant > LATEST) throw notAnInstant(`${instant} ms after 1970`);
  const text = new Date(instant).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
};

const EARLIEST = Date.parse('1000-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59.999Z');

const notAnInstant = (text: unknown): InvalidValue => new InvalidValue({
  code: 'NOT_AN_INSTANT',
  en: `${quoted(text)} is not an instant in UTC. Write it like 2026-01-14T23:00Z or 2026-01-14T23:00:00Z.`,
  da: `${quoted(text)} er ikke et tidspunkt i UTC. Skriv det som 2026-01-14T23:00Z eller 2026-01-14T23:00:00Z.`,
});

const tooFine = (text: unknown): InvalidValue => new InvalidValue({
  code: 'INSTANT_TOO_FINE',
  en: `${quoted(text)} is finer than a millisecond. Cut it to milliseconds.`,
  da: `${quoted(text)} er finere end et millisekund. Afkort det til millisekunder.`,
});
