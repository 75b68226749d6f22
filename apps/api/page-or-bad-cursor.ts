import { InvalidInput } from '#platform';

/** A page, or what is wrong with the cursor or the size that was asked for. */
export const pageOrBadCursor = async <T>(list: () => Promise<T>): Promise<T> => {
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidInput([{ code: 'BAD_CURSOR', path: '$', en: `${error.message}. Begin without a cursor`, da: 'Markøren eller sidestørrelsen er forkert. Begynd uden markør' }]);
  }
};
