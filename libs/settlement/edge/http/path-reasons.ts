import { gsrnReasons, InvalidValue, parseLocalDate } from '#energy';
import type { Reason } from '#kernel';

/** What is wrong with the GSRN of a route: its shape only, because whoever asks may ask about any point that ever was. */
export const gsrnReasonsOf = (gsrn: string, path = '$.gsrn'): readonly Reason[] => gsrnReasons(gsrn, { strict: false, path });

/** What is wrong with a period of a route: a local day, or a month. */
export const periodReasons = (period: string): readonly Reason[] => dayReasons(/^\d{4}-\d{2}$/.test(period) ? `${period}-01` : period, '$.period');

/** What is wrong with a local day of a route. */
export const dayReasons = (day: string, path: string): readonly Reason[] => {
  try {
    parseLocalDate(day);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error;
    return [error.reasonAt(path)];
  }
};
