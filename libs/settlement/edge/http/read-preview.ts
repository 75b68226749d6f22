import { daysBetween } from '#energy';
import { InvalidInput, validationPipe } from '#platform';
import type { PreviewAsked } from '../../commands/preview/preview-settlement.js';
import { PreviewInput } from './preview-input.js';

const LONGEST_DAYS = 400;

/** A question of which nothing is known yet but that it is JSON, checked as the API checks it. @throws InvalidInput with everything that is wrong, each with its JSON path */
export const readPreview = async (value: unknown): Promise<PreviewAsked> =>
  previewAskedBy(await validationPipe().transform(value, { type: 'body', metatype: PreviewInput }) as PreviewInput);

/** What an input of the right form asks. @throws InvalidInput RANGE_TOO_LONG */
export const previewAskedBy = ({ gsrns, period, suppose }: PreviewInput): PreviewAsked => {
  const days = daysBetween(period.from, period.to);
  if (days < 1 || days > LONGEST_DAYS) {
    throw new InvalidInput([{ code: 'RANGE_TOO_LONG', path: '$.period.to', en: `to must be 1 to ${LONGEST_DAYS} days after from`, da: `to skal ligge 1 til ${LONGEST_DAYS} dage efter from` }]);
  }
  return { gsrns, run: { from: period.from, to: period.to }, ...(suppose && { changes: suppose }) };
};
