import { readCimInstant } from '../cim-instant.js';
import type { Findings } from '../findings.js';
import type { Place } from '../json/json-path.js';
import type { HeaderRule, SeriesRule } from './rule.js';

export const createdAtIsATime: HeaderRule = ({ header, place, createdAt }, findings) =>
  checkTime(createdAt, header.createdDateTime, [...place, 'createdDateTime'], findings);

export const registeredAtIsATime: SeriesRule = ({ series, place, registeredAt }, findings) =>
  checkTime(registeredAt, series['registration_DateAndOrTime.dateTime'], [...place, 'registration_DateAndOrTime.dateTime'], findings);

/** Read once more only to say what is wrong. */
const checkTime = (instant: number, text: string, place: Place, findings: Findings): void => {
  if (!Number.isNaN(instant)) return;
  const read = readCimInstant(text);
  if (typeof read !== 'number') findings.add(read, place);
};
