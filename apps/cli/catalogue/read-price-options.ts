import { calendarOf, type Calendar, InvalidValue, parseInstant } from '#energy';
import { wrongUsage } from '../operator-error-of.js';

export type LoadPricesOptions = Readonly<{ check?: boolean; registeredAt?: string; sender: string; zone: string; url: string; key?: string; patience: string }>;
export type LoadPricesRequest = Readonly<{ check: boolean; registeredAt?: string; sender: string; calendar: Calendar; url: string; key: string; patienceMs: number }>;

const MOST_PATIENCE_SECONDS = 86_400;

/** What the options ask for. @throws OperatorError (wrong usage) with everything that is wrong */
export const readPriceOptions = ({ check = false, registeredAt, sender, zone, url, key = '', patience }: LoadPricesOptions): LoadPricesRequest => {
  const problems: string[] = [];
  const read = <T>(option: string, of: () => T): T | undefined => {
    try {
      return of();
    } catch (error) {
      if (!(error instanceof InvalidValue) && !(error instanceof RangeError)) throw error;
      problems.push(`${option}: ${error.message}`);
      return undefined;
    }
  };
  if (registeredAt !== undefined) read('--registered-at', () => parseInstant(registeredAt));
  const calendar = read('--zone', () => calendarOf(zone));
  if (!/^[A-Za-z0-9][A-Za-z0-9_.:@+-]{0,99}$/.test(sender)) problems.push(`--sender must be 1 to 100 letters, digits, points, dashes or underscores, not ${JSON.stringify(sender)}.`);
  const seconds = /^\d{1,5}$/.test(patience) ? Number(patience) : NaN;
  if (!(seconds <= MOST_PATIENCE_SECONDS)) problems.push(`--patience must be a whole number from 0 to ${MOST_PATIENCE_SECONDS}, not ${JSON.stringify(patience)}.`);
  if (!check && (!/^https?:\/\/[^\s/]+/.test(url) || !URL.canParse(url))) problems.push(`--url must be like http://127.0.0.1:3000, not ${JSON.stringify(url)}.`);
  if (!check && key === '') problems.push('An API key is needed: --key or GRIDTALLY_KEY. Make one: gridtally keys create --name prices --role upstream');
  if (problems.length > 0 || !calendar) throw wrongUsage(problems);
  return { check, ...(registeredAt !== undefined && { registeredAt }), sender, calendar, url, key, patienceMs: seconds * 1000 };
};
